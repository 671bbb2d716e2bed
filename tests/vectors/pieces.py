"""The small pieces of docs/protocol.md: hashes, ids, envelopes, bodies, wraps and the tree."""

import hashlib
import hmac
import io
import pathlib

import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

HERE = pathlib.Path(__file__).resolve().parent
DICTIONARY = HERE.parent.parent / "core" / "assets" / "entry-v1.dict"
MOST_INFLATED = 128 * 1024


def digest(domain, *parts):
    return hashlib.sha256(domain + b"".join(parts)).digest()


def device_id(signing, receiving):
    return digest(b"tabard/device/v1", signing, receiving)[:8]


def region_id(signing, receiving):
    return digest(b"tabard/region/v1", device_id(signing, receiving), signing)[:16]


def record_id(region, author, kind, wrap):
    return digest(b"tabard/record/v1", region, author, bytes([kind]), wrap)[:16]


def publics(signing_seed, receiving_secret):
    signing = Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw()
    receiving = X25519PrivateKey.from_private_bytes(receiving_secret)
    return signing, receiving.public_key().public_bytes_raw()


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def verified(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        return True
    except InvalidSignature:
        return False


class Cose:
    """A COSE_Sign1 of the frozen profile."""

    def __init__(self, data, domain, region):
        protected, unprotected, self.payload, self.signature = cbor2.loads(data)
        self.signer = cbor2.loads(protected)[4]
        profile = [cbor({1: -8, 4: self.signer}), {}, self.payload, self.signature]
        self.canonical = cbor(profile) == data and protected == profile[0] and unprotected == {}
        aad = b"tabard/" + domain + b"/v1" + region
        self.to_be_signed = cbor(["Signature1", protected, aad, self.payload])

    def by(self, public):
        return self.canonical and verified(public, self.signature, self.to_be_signed)


def item_at(data, start):
    """One CBOR item and where it ends."""
    stream = io.BytesIO(data[start:])
    value = cbor2.CBORDecoder(stream).decode()
    # A decoder may read ahead, so the end is where the value's own encoding ends.
    encoded = cbor(value)
    if data[start : start + len(encoded)] != encoded:
        raise ValueError("not deterministic CBOR")
    return value, start + len(encoded)


def split(payload):
    """Header bytes, header and sealed body of an entry's payload."""
    if payload[:1] != b"\x82":
        raise ValueError("an entry's payload is an array of two")
    header, end = item_at(payload, 1)
    sealed, last = item_at(payload, end)
    if last != len(payload):
        raise ValueError("something follows the body")
    return payload[1:end], header, sealed


def padme(length):
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    if kept >= exponent:
        return length
    mask = (1 << (exponent - kept)) - 1
    return (length + mask) & ~mask


def unpack(packed):
    end = len(packed.rstrip(b"\0")) - 1
    if end < 0 or packed[end] != 0x80:
        raise ValueError("no end mark")
    dictionary = zstandard.ZstdCompressionDict(DICTIONARY.read_bytes())
    frame = b"\x28\xb5\x2f\xfd" + packed[:end]
    inflated = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj().decompress(frame)
    if len(inflated) > MOST_INFLATED:
        raise ValueError("the body inflates past the cap")
    return inflated, padme(end + 1) == len(packed)


def epoch_bound(record_key, secret, number):
    info = b"tabard/epoch-bound/v1" + number.to_bytes(4, "big")
    return HKDF(hashes.SHA256(), 32, record_key, info).derive(secret)


def one_time(record_key, salt, info):
    okm = HKDF(hashes.SHA256(), 64, salt, info).derive(record_key)
    return okm[:32], okm[32:]


# --- HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 (RFC 9180) -----------------------------


def labeled_extract(suite, salt, label, ikm):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def labeled_expand(suite, prk, label, info, length):
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labeled).derive(prk)


class Hpke:
    """The receiver's context."""

    def __init__(self, secret, enc, info, aead):
        kem = b"KEM" + (0x20).to_bytes(2, "big")
        key = X25519PrivateKey.from_private_bytes(secret)
        shared = key.exchange(X25519PublicKey.from_public_bytes(enc))
        context = enc + key.public_key().public_bytes_raw()
        prk = labeled_extract(kem, b"", b"eae_prk", shared)
        shared = labeled_expand(kem, prk, b"shared_secret", context, 32)
        self.suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x20, 0x01, aead))
        psk_id = labeled_extract(self.suite, b"", b"psk_id_hash", b"")
        info = labeled_extract(self.suite, b"", b"info_hash", info)
        self.schedule = b"\0" + psk_id + info
        self.secret = labeled_extract(self.suite, shared, b"secret", b"")

    def expand(self, label, length):
        return labeled_expand(self.suite, self.secret, label, self.schedule, length)

    def export(self, context):
        exporter = self.expand(b"exp", 32)
        return labeled_expand(self.suite, exporter, b"sec", context, 32)

    def open(self, ciphertext):
        key, nonce = self.expand(b"key", 32), self.expand(b"base_nonce", 12)
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, b"")


def encapsulated(secret, wrap, info):
    return Hpke(secret, wrap, info, 0xFFFF).export(b"tabard/record-key/v1")


def sealed_secret(secret, wrap, info):
    return Hpke(secret, wrap[:32], info, 0x0003).open(wrap[32:])


# --- the Merkle tree (RFC 6962) ---------------------------------------------------------------------


def leaf_hash(content):
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root(leaves[:middle]), root(leaves[middle:]))


def inclusion(leaves, index):
    if len(leaves) == 1:
        return []
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < middle:
        return inclusion(leaves[:middle], index) + [root(leaves[middle:])]
    return inclusion(leaves[middle:], index - middle) + [root(leaves[:middle])]


def consistency(leaves, old, whole=True):
    if old == 0:
        return []
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    if old <= middle:
        return consistency(leaves[:middle], old, whole) + [root(leaves[middle:])]
    return consistency(leaves[middle:], old - middle, False) + [root(leaves[:middle])]


def whole_change(data):
    """Whether these bytes are one plain Automerge change and its checksum is right."""
    kind, length, at = data[8], 0, 9
    while True:
        length |= (data[at] & 0x7F) << (7 * (at - 9))
        at += 1
        if data[at - 1] < 0x80:
            break
    sum_of = hashlib.sha256(data[8:]).digest()[:4]
    return (data[:4], data[4:8], kind, at + length) == (
        b"\x85\x6f\x4a\x83", sum_of, 1, len(data))
