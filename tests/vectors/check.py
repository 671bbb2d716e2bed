#!/usr/bin/env python3
"""Recomputes the test vectors of docs/protocol.md without a line of Tabard's own code.

    pip install cryptography cbor2 zstandard
    python3 tests/vectors/check.py [FILE]      # tests/vectors/v1.json when no file is given

It prints one line a check and ends with "N passed, M failed, K absent"; the exit code is 1 when
anything failed, and 2 when there was nothing to check. A section that is not in the file is
skipped, and a key that is not in its section is counted as absent. A section or a key that nothing
here checks is a failure.

The file is one JSON object. All values are lower-case hexadecimal strings, but where a type is
named. Keys marked * are needed for their section; the others are compared when they are there.

    region          authority_signing_seed*      32 bytes, Ed25519
                    authority_receiving_secret*  32 bytes, X25519
                    authority_signing_public, authority_receiving_public
                    authority_id                 8 bytes: the authority as a device
                    id                           16 bytes

    device          signing_seed*, receiving_secret*
                    signing_public, receiving_public
                    id                           8 bytes
                    -- the author of `entry`, and the signer of `http_signature` and `code.request`

    statement       bytes*                       COSE_Sign1; a founding (0) or a certificate (1)
                    signer_public*               32 bytes, Ed25519
                    payload, signer (8 bytes), to_be_signed
                    name (text, of a founding)
                    device (8 bytes), roles, not_after (integers), of a certificate

    certificate     as `statement`, for another kind

    entry           the first entry of a record, by `device`, in `region`
                    bytes*                       COSE_Sign1
                    home_secret*                 32 bytes: the triage epoch's X25519 secret
                    id                           32 bytes: SHA-256 of bytes
                    payload, header, sealed, to_be_signed
                    author (8), kind, incarnation, seq, epoch (integers), prev (16)
                    wrap (32), home_info, record_key (32), record_id (16)
                    salt (16), info, one_time_key (32), commitment (32)
                    ciphertext                   with its tag
                    packed                       what was encrypted: zstd without its magic, 80, zeros
                    changes                      what was compressed

    grant           a later entry of the same record that lets `reader` in
                    bytes*, reader_secret*       32 bytes: the reader's X25519 secret
                    id (32), record_id (16), seq (integer), prev (16), author_public (32)
                    seen_size (integer), seen_root (8), of the log as the author saw it; or null
                    reader (8), reader_info, wrap (80), record_key (32)
                    salt (16), info, one_time_key (32), commitment (32), ciphertext, packed,
                    changes                      as in `entry`

    epoch           a compartment's secret, handed to a member
                    wrap*  (80), member_secret* (32), member* (8), number* (integer)
                    info, secret (32), public (32)

    receipt         bytes*, relay_public*        32 bytes, Ed25519
                    payload, log (16), size, time, incarnation, seq (integers), root (32),
                    device (8), head (32, or null)

    code            text*                        TABARD1…, a text
                    id (8), region (16), expires (integer), secret (32), server (text), check (4)
                    request                      the EnrolmentRequest of `device`, CBOR
                    mac (32)

    http_signature  method*, authority*, path*   texts
                    body*                        hexadecimal
                    content_digest*, signature_input*, signature*     texts, as sent
                    base (text), created, expires (integers), nonce (16), keyid (8)
                    public                       32 bytes; `device` when it is absent

    padme           array of [length, padded length], integers

    dictionary      sha256*                      of core/assets/entry-v1.dict

    merkle          leaves*                      array of leaf contents
                    leaf_hashes                  array, as many
                    roots                        array: roots[n] is of the first n leaves, from 0
                    inclusion                    array of {index, size, proof: array}
                    consistency                  array of {old, new, proof: array}
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys

import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

HERE = pathlib.Path(__file__).resolve().parent
DICTIONARY = HERE.parent.parent / "core" / "assets" / "entry-v1.dict"
MOST_INFLATED = 128 * 1024


# --- the small pieces of docs/protocol.md ---------------------------------------------------------


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
    import io

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


# --- the checks -------------------------------------------------------------------------------------


class Section(dict):
    """A section that knows which of its keys were read."""

    def __init__(self, values):
        super().__init__(values)
        self.unread = set(values)

    def __getitem__(self, key):
        self.unread.discard(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default


class Vectors:
    def __init__(self, values):
        self.values = {
            name: Section(value) if isinstance(value, dict) else value
            for name, value in values.items()
        }
        self.passed = self.failed = self.absent = 0

    def section(self, name):
        return self.values.get(name)

    def check(self, name, good, wanted=None, got=None):
        if good:
            self.passed += 1
            print(f"ok      {name}")
            return
        self.failed += 1
        print(f"FAILED  {name}")
        if wanted is not None:
            print(f"        in the file: {wanted}\n        computed:    {got}")

    def equal(self, where, key, got):
        """Compares what was computed with what the file says."""
        section = self.section(where)
        if key not in section:
            self.absent += 1
            print(f"absent  {where}.{key}")
            return
        got = got.hex() if isinstance(got, bytes) else got
        self.check(f"{where}.{key}", section[key] == got, section[key], got)

    def bytes(self, where, key):
        return bytes.fromhex(self.section(where)[key])

    def run(self):
        for name in SECTIONS:
            if self.section(name) is None:
                print(f"absent  {name}")
                continue
            try:
                SECTIONS[name](self)
            except (KeyError, ValueError, IndexError, TypeError, InvalidTag, cbor2.CBORError,
                    zstandard.ZstdError) as error:
                self.check(f"{name}: {type(error).__name__}: {error}", False)
        self.check_all_read()
        print(f"{self.passed} passed, {self.failed} failed, {self.absent} absent")
        if self.failed:
            return 1
        return 0 if self.passed else 2

    def check_all_read(self):
        for name, section in self.values.items():
            if name not in SECTIONS:
                self.check(f"{name}: nothing here checks this section", False)
                continue
            for key in sorted(getattr(section, "unread", ())):
                self.check(f"{name}.{key}: nothing here checks this key", False)

    # What more than one section needs.

    def region_id(self):
        section = self.section("region")
        if "authority_signing_seed" in section:
            return region_id(*self.keys("region", "authority_"))
        return self.bytes("region", "id")

    def keys(self, where, prefix=""):
        seed = self.bytes(where, prefix + "signing_seed")
        return publics(seed, self.bytes(where, prefix + "receiving_secret"))

    def device_id(self):
        return device_id(*self.keys("device"))


def check_region(v):
    signing, receiving = v.keys("region", "authority_")
    v.equal("region", "authority_signing_public", signing)
    v.equal("region", "authority_receiving_public", receiving)
    v.equal("region", "authority_id", device_id(signing, receiving))
    v.equal("region", "id", region_id(signing, receiving))


def check_device(v):
    signing, receiving = v.keys("device")
    v.equal("device", "signing_public", signing)
    v.equal("device", "receiving_public", receiving)
    v.equal("device", "id", device_id(signing, receiving))


def check_statement(v, where="statement"):
    data = v.bytes(where, "bytes")
    cose = Cose(data, b"statement", v.region_id())
    v.check(f"{where}.bytes is signed", cose.by(v.bytes(where, "signer_public")))
    v.equal(where, "payload", cose.payload)
    v.equal(where, "signer", cose.signer)
    v.equal(where, "to_be_signed", cose.to_be_signed)
    kind, (stated,) = cbor2.loads(cose.payload)
    v.check(f"{where}.payload is deterministic", cbor([kind, [stated]]) == cose.payload)
    if kind == 0:
        (signing, receiving), name = stated
        v.check(f"{where} founds the region", region_id(signing, receiving) == v.region_id())
        v.equal(where, "name", name)
    elif kind == 1:
        (signing, receiving), roles, not_after = stated
        v.equal(where, "device", device_id(signing, receiving))
        v.equal(where, "roles", roles)
        v.equal(where, "not_after", not_after)


def check_certificate(v):
    check_statement(v, "certificate")


def check_entry(v):
    region, author = v.region_id(), v.device_id()
    signing, _ = v.keys("device")
    data = v.bytes("entry", "bytes")
    cose = Cose(data, b"entry", region)
    v.check("entry.bytes is signed by device", cose.by(signing))
    v.check("entry.bytes names device", cose.signer == author)
    v.equal("entry", "id", hashlib.sha256(data).digest())
    v.equal("entry", "payload", cose.payload)
    v.equal("entry", "to_be_signed", cose.to_be_signed)
    v.equal("entry", "author", cose.signer)

    header_bytes, header, sealed = split(cose.payload)
    suite, start, kind, incarnation, seq, prev, _seen, grants = header
    v.check("entry.header is of suite 1", suite == 1)
    v.check("entry.header starts a record", start is None)
    v.equal("entry", "header", header_bytes)
    v.equal("entry", "sealed", sealed)
    v.equal("entry", "kind", kind)
    v.equal("entry", "incarnation", incarnation)
    v.equal("entry", "seq", seq)
    v.equal("entry", "prev", prev)
    to, epoch, wrap = grants[0]
    v.equal("entry", "epoch", epoch)
    v.equal("entry", "wrap", wrap)
    v.equal("entry", "record_id", record_id(region, author, kind, wrap))

    info = b"tabard/home/v1" + region + author + bytes([kind, to]) + epoch.to_bytes(4, "big")
    v.equal("entry", "home_info", info)
    key = encapsulated(v.bytes("entry", "home_secret"), wrap, info)
    v.equal("entry", "record_key", key)
    check_body(v, "entry", region, author, header_bytes, sealed, key)


def check_body(v, where, region, author, header, sealed, key):
    salt, commitment, ciphertext = sealed[:16], sealed[16:48], sealed[48:]
    info = b"tabard/body/v1" + region + author + header
    aead_key, committed = one_time(key, salt, info)
    v.equal(where, "salt", salt)
    v.equal(where, "info", info)
    v.equal(where, "one_time_key", aead_key)
    v.equal(where, "commitment", commitment)
    v.check(f"{where}: the body commits to the record's key", committed == commitment)
    v.equal(where, "ciphertext", ciphertext)
    packed = ChaCha20Poly1305(aead_key).decrypt(bytes(12), ciphertext, header)
    v.equal(where, "packed", packed)
    changes, padded = unpack(packed)
    v.check(f"{where}: the body is padded", padded)
    v.equal(where, "changes", changes)


def check_grant(v):
    region = v.region_id()
    data = v.bytes("grant", "bytes")
    cose = Cose(data, b"entry", region)
    public = v.section("grant").get("author_public")
    public = bytes.fromhex(public) if public else v.keys("device")[0]
    v.check("grant.bytes is signed", cose.by(public))
    v.equal("grant", "id", hashlib.sha256(data).digest())
    header_bytes, header, sealed = split(cose.payload)
    _, record, _, _, seq, prev, seen, grants = header
    seen_size, seen_root = seen or (None, None)
    v.equal("grant", "record_id", record)
    v.equal("grant", "seq", seq)
    v.equal("grant", "prev", prev)
    v.equal("grant", "seen_size", seen_size)
    v.equal("grant", "seen_root", seen_root)
    check_follows(v, record, cose.signer, seq, prev)
    secret = v.bytes("grant", "reader_secret")
    to, epoch, wrap = next(grant for grant in grants if isinstance(grant[0], bytes))
    info = b"tabard/reader/v1" + region + record + to + epoch.to_bytes(4, "big")
    v.equal("grant", "reader", to)
    v.equal("grant", "reader_info", info)
    v.equal("grant", "wrap", wrap)
    key = sealed_secret(secret, wrap, info)
    v.equal("grant", "record_key", key)
    check_body(v, "grant", region, cose.signer, header_bytes, sealed, key)


def check_follows(v, record, author, seq, prev):
    """A second entry of the same chain names `entry` as the one before, and its record."""
    if v.section("entry") is None or (author, seq) != (v.device_id(), 2):
        return
    data = v.bytes("entry", "bytes")
    _, header, _ = split(Cose(data, b"entry", v.region_id()).payload)
    started = record_id(v.region_id(), author, header[2], header[7][0][2])
    v.check("grant is of the record that entry starts", record == started)
    v.check("grant follows entry", prev == hashlib.sha256(data).digest()[:16])


def check_epoch(v):
    number = v.section("epoch")["number"].to_bytes(4, "big")
    info = b"tabard/member/v1" + v.region_id() + b"\x01" + number + v.bytes("epoch", "member")
    v.equal("epoch", "info", info)
    secret = sealed_secret(v.bytes("epoch", "member_secret"), v.bytes("epoch", "wrap"), info)
    v.equal("epoch", "secret", secret)
    public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    v.equal("epoch", "public", public)


def check_receipt(v):
    cose = Cose(v.bytes("receipt", "bytes"), b"receipt", v.region_id())
    v.check("receipt.bytes is signed", cose.by(v.bytes("receipt", "relay_public")))
    v.equal("receipt", "payload", cose.payload)
    said = cbor2.loads(cose.payload)
    v.check("receipt.payload is deterministic", cbor(said) == cose.payload)
    names = ["log", "size", "root", "time", "device", "incarnation", "seq", "head"]
    for name, value in zip(names, said + [None] * (len(names) - len(said))):
        v.equal("receipt", name, value)


def check_code(v):
    section = v.section("code")
    plain = "".join(c for c in section["text"] if c.isascii() and c.isalnum()).upper()
    v.check("code.text begins with TABARD1", plain.startswith("TABARD1"))
    body = plain.removeprefix("TABARD1")
    data = base64.b32decode(body + "=" * (-len(body) % 8))
    content, check = data[:-4], data[-4:]
    v.equal("code", "check", check)
    v.check("code.text is undamaged", digest(b"tabard/code/v1", content)[:4] == check)
    said = cbor2.loads(content)
    for name, value in zip(["id", "region", "expires", "secret", "server"], said):
        v.equal("code", name, value)
    if "request" not in section:
        v.equal("code", "request", None)
        return
    code, (signing, receiving), mac = cbor2.loads(v.bytes("code", "request"))
    v.check("code.request is for this code", code == said[0])
    v.check("code.request holds device's keys", (signing, receiving) == v.keys("device"))
    message = b"tabard/enrol/v1" + code + signing + receiving
    v.check("code.request proves the secret", hmac.digest(said[3], message, "sha256") == mac)
    v.equal("code", "mac", mac)


def check_http_signature(v):
    section = v.section("http_signature")
    body = v.bytes("http_signature", "body")
    sha256 = base64.b64encode(hashlib.sha256(body).digest()).decode()
    v.equal("http_signature", "content_digest", f"sha-256=:{sha256}:")
    params = section["signature_input"].removeprefix("t=")
    host = section["authority"].lower().removesuffix(":443")
    base = (
        f'"@method": {section["method"]}\n'
        f'"@target-uri": https://{host}{section["path"]}\n'
        f'"content-digest": {section["content_digest"]}\n'
        f'"@signature-params": {params}'
    )
    v.equal("http_signature", "base", base)
    fields = dict(part.split("=", 1) for part in params.split(";")[1:])
    nonce = fields["nonce"].strip('"')
    v.equal("http_signature", "created", int(fields["created"]))
    v.equal("http_signature", "expires", int(fields["expires"]))
    v.equal("http_signature", "keyid", fields["keyid"].strip('"'))
    v.equal("http_signature", "nonce", base64.urlsafe_b64decode(nonce + "=="))
    again = (
        '("@method" "@target-uri" "content-digest")'
        f';created={fields["created"]};expires={fields["expires"]}'
        f';nonce={fields["nonce"]};keyid={fields["keyid"]};tag="tabard"'
    )
    v.check("http_signature.signature_input is of the profile", again == params)
    public = section.get("public")
    public = bytes.fromhex(public) if public else v.keys("device")[0]
    signature = section["signature"].removeprefix("t=:").removesuffix(":")
    signature = base64.b64decode(signature, validate=True)
    v.check("http_signature.signature", verified(public, signature, base.encode()))


def check_padme(v):
    for length, padded in v.section("padme"):
        v.check(f"padme({length}) = {padded}", padme(length) == padded, padded, padme(length))


def check_dictionary(v):
    v.equal("dictionary", "sha256", hashlib.sha256(DICTIONARY.read_bytes()).digest())


def check_merkle(v):
    section = v.section("merkle")
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in section["leaves"]]
    v.equal("merkle", "leaf_hashes", [leaf.hex() for leaf in leaves])
    roots = [root(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    v.equal("merkle", "roots", roots)
    for one in section.get("inclusion", []):
        proof = inclusion(leaves[: one["size"]], one["index"])
        good = one["index"] < one["size"] <= len(leaves)
        good = good and one["proof"] == [node.hex() for node in proof]
        v.check(f"merkle: leaf {one['index']} of {one['size']}", good)
    for one in section.get("consistency", []):
        proof = consistency(leaves[: one["new"]], one["old"])
        good = one["old"] <= one["new"] <= len(leaves)
        good = good and one["proof"] == [node.hex() for node in proof]
        v.check(f"merkle: {one['old']} to {one['new']}", good)


SECTIONS = {
    "region": check_region,
    "device": check_device,
    "statement": check_statement,
    "certificate": check_certificate,
    "entry": check_entry,
    "grant": check_grant,
    "epoch": check_epoch,
    "receipt": check_receipt,
    "code": check_code,
    "http_signature": check_http_signature,
    "padme": check_padme,
    "dictionary": check_dictionary,
    "merkle": check_merkle,
}


def main():
    file = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "v1.json"
    try:
        values = json.loads(file.read_text())
    except FileNotFoundError:
        print(f"there is no {file}")
        return 2
    return Vectors(values).run()


if __name__ == "__main__":
    sys.exit(main())
