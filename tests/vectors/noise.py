"""The Noise handshake of docs/protocol.md section 17, from the specification's revision 34 alone.

It knows both sides' secrets, so it says what each message must be, and takes part in nothing.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

NAME = b"Noise_XX_25519_ChaChaPoly_SHA256"


def public(secret):
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def shared(secret, other):
    key = X25519PublicKey.from_public_bytes(public(other))
    return X25519PrivateKey.from_private_bytes(secret).exchange(key)


def two_keys(chaining, material):
    temporary = hmac.digest(chaining, material, "sha256")
    first = hmac.digest(temporary, b"\1", "sha256")
    return first, hmac.digest(temporary, first + b"\2", "sha256")


class Cipher:
    def __init__(self, key):
        self.key, self.number = key, 0

    def nonce(self):
        self.number += 1
        return bytes(4) + (self.number - 1).to_bytes(8, "little")

    def seal(self, plain, over=b""):
        return ChaCha20Poly1305(self.key).encrypt(self.nonce(), plain, over)

    def open(self, sealed, over=b""):
        return ChaCha20Poly1305(self.key).decrypt(self.nonce(), sealed, over)


class Symmetric:
    def __init__(self, prologue):
        # The name has 32 bytes, and is its own hash then.
        self.hash = self.chaining = NAME
        self.cipher = None
        self.mix_hash(prologue)

    def mix_hash(self, data):
        self.hash = hashlib.sha256(self.hash + data).digest()

    def mix_key(self, material):
        self.chaining, key = two_keys(self.chaining, material)
        self.cipher = Cipher(key)

    def put(self, plain):
        sealed = self.cipher.seal(plain, self.hash) if self.cipher else plain
        self.mix_hash(sealed)
        return sealed

    def put_clear(self, key):
        self.mix_hash(key)
        return key


class Handshake:
    """The three messages, the hash, and the cipher of each direction after them."""

    def __init__(self, prologue, initiator, responder, payloads):
        (init_static, init_ephemeral), (resp_static, resp_ephemeral) = initiator, responder
        state = Symmetric(prologue)
        first = state.put_clear(public(init_ephemeral)) + state.put(payloads[0])

        second = state.put_clear(public(resp_ephemeral))
        state.mix_key(shared(init_ephemeral, resp_ephemeral))
        second += state.put(public(resp_static))
        state.mix_key(shared(init_ephemeral, resp_static))
        second += state.put(payloads[1])

        third = state.put(public(init_static))
        state.mix_key(shared(init_static, resp_ephemeral))
        third += state.put(payloads[2])

        self.messages, self.hash = [first, second, third], state.hash
        self.ciphers = [Cipher(key) for key in two_keys(state.chaining, b"")]


def is_as_published(vector):
    """Whether this file makes of a published vector what others made of it."""
    sides = [
        tuple(bytes.fromhex(vector[f"{side}_{key}"]) for key in ("static", "ephemeral"))
        for side in ("init", "resp")
    ]
    said = [bytes.fromhex(message["payload"]) for message in vector["messages"]]
    sent = [bytes.fromhex(message["ciphertext"]) for message in vector["messages"]]
    handshake = Handshake(bytes.fromhex(vector["init_prologue"]), *sides, said[:3])
    # Three messages were spoken: now the side that listened speaks.
    later = [
        handshake.ciphers[1 - turn % 2].seal(plain) for turn, plain in enumerate(said[3:])
    ]
    good = vector["protocol_name"].encode() == NAME
    good = good and handshake.hash.hex() == vector["handshake_hash"]
    return good and handshake.messages + later == sent
