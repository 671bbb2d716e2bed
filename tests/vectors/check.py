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

    directory       lines*                       array of [statement, whether it counts at its place]
                    roles                        object: roles by device, of all that were certified
                    policy                       [at, read_lease, history]: the one that counts
                    wiped                        [device, unsent_too]: the order that counts
                    revoked_from (integer)       the place from which that device is out
                    members                      object: compartment to devices, by the newest epoch

    policy          as `statement`, with at, read_lease, history (integers)
    wipe            as `statement`, with device (8), at (integer), unsent_too (boolean)

    order           how a device that is turned away learns that it is to be wiped
                    problem*                     text: the refusal, JSON
                    device*                      8 bytes: whose order it is
                    held*                        how many of directory.lines that device holds
                    lines (array), unsent_too (boolean)
                    forged*                      text: a refusal that orders nothing

    wellbeing_epoch as `epoch`, with compartment (integer); its maker is a member

    edit            a later entry of the record of `entry`, after `grant`
                    as `grant` without what is of the reader
                    stamp_path, stamp (texts)    the field that says when it was written

    followup, account, attachment, wellbeing_request
                    as `entry`, for the other kinds, with author_public* and compartment (integer);
                    the last three are one chain

    attachment_bytes  what the record in `attachment` is about
                    record_key*, record_id*, plain*, chunk*, list*
                    sha256 (32), chunk_info, chunk_key (32), chunk_address (32)
                    list_info, list_key (32), manifest (CBOR), address (32, of the list)
                    later_chunk                  the same bytes sealed for the place later_place

    chunk_messages  requests and answers of section 19, about both chunks in their order
                    missing, put, get            requests
                    lacks (of the second), kept, chunk, absent, other_hash, held      answers

    chunks_receipt  bytes*, relay_public*
                    payload, to_be_signed, log (16), device (8), asked (32), time (integer)

    mate            text*                        TABARDMATE1…
                    region (16), device (8), name, role (texts), check (4)
                    nameless                     text: the same without name and role

    link            one phone with the first entry, and one with both
                    prologue*, connects_static*, connects_ephemeral*, listens_static*,
                    listens_ephemeral*           32 bytes each, but for the prologue
                    connects_hello*, listens_hello*      CBOR
                    frames*                      array of [who, frame with its length]
                    turns*                       array of [who, CBOR], in the frames after the third
                    hash (32)                    of the handshake
                    connects_ids, listens_ids    arrays: the entries that each holds at first
                    cad_number (text), call (8)
                    -- noise-xx.json is the published vector by which noise.py itself is checked

    carried_request bytes*, author_public*
                    region (16), log (16), size, directory (integers)
                    device (8), incarnation, seq: the chain that is named

    carried_response  bytes*, relay_public*
                    own, carried                 the two receipts in it
                    own_device, device (8), seq, size (integers), head (32), root (32)
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

from directory import AFTER_ALL, CREW, EOC, TRIAGE, Directory
from noise import Handshake, is_as_published, public

HERE = pathlib.Path(__file__).resolve().parent
PUBLISHED = HERE / "noise-xx.json"
DICTIONARY = HERE.parent.parent / "core" / "assets" / "entry-v1.dict"
MOST_INFLATED = 128 * 1024
STARTED_BY = {1: CREW | EOC, 2: TRIAGE, 3: CREW | EOC, 4: CREW | EOC, 5: CREW | EOC | TRIAGE}
"""Which roles start a record of a kind."""
HOME = {1: 1, 2: 1, 3: 1, 4: 1, 5: 2}
"""Which compartment reads every record of a kind."""


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
    return kind, stated


def check_certificate(v):
    check_statement(v, "certificate")


def check_entry(v, where="entry"):
    region, data = v.region_id(), v.bytes(where, "bytes")
    cose = Cose(data, b"entry", region)
    author = check_author(v, where, cose)
    v.equal(where, "id", hashlib.sha256(data).digest())
    v.equal(where, "payload", cose.payload)
    v.equal(where, "to_be_signed", cose.to_be_signed)
    v.equal(where, "author", cose.signer)

    header_bytes, header, sealed = split(cose.payload)
    suite, start, kind, incarnation, seq, prev, _seen, grants = header
    v.check(f"{where}.header is of suite 1", suite == 1)
    v.check(f"{where}.header starts a record", start is None)
    v.equal(where, "header", header_bytes)
    v.equal(where, "sealed", sealed)
    v.equal(where, "kind", kind)
    v.equal(where, "incarnation", incarnation)
    v.equal(where, "seq", seq)
    v.equal(where, "prev", prev)
    to, epoch, wrap = grants[0]
    v.check(f"{where} is for the home of its kind", to == HOME[kind])
    v.equal(where, "epoch", epoch)
    v.equal(where, "wrap", wrap)
    v.equal(where, "record_id", record_id(region, author, kind, wrap))

    info = b"tabard/home/v1" + region + author + bytes([kind, to]) + epoch.to_bytes(4, "big")
    v.equal(where, "home_info", info)
    key = encapsulated(v.bytes(where, "home_secret"), wrap, info)
    v.equal(where, "record_key", key)
    check_body(v, where, region, author, header_bytes, sealed, key)
    return kind


def check_author(v, where, cose):
    if where == "entry":
        signing, author = v.keys("device")[0], v.device_id()
    else:
        signing, author = v.bytes(where, "author_public"), cose.signer
    v.check(f"{where}.bytes is signed by its author", cose.by(signing))
    v.check(f"{where}.bytes names its author", cose.signer == author)
    return author


def check_other_kind(where, number, before=None):
    def check(v):
        kind = check_entry(v, where)
        v.check(f"{where} is of its kind", kind == number)
        v.equal(where, "compartment", HOME[kind])
        signer = Cose(v.bytes(where, "bytes"), b"entry", v.region_id()).signer
        author = directory_of(v).devices.get(signer)
        certified = author is not None and author.keys[0] == v.bytes(where, "author_public")
        v.check(f"{where}: a certificate of its author", certified)
        v.check(f"{where}: a role that starts it", certified and author.roles & STARTED_BY[kind])
        v.check(f"{where}: a whole change", whole_change(v.bytes(where, "changes")))
        if before is not None:
            follows = hashlib.sha256(v.bytes(before, "bytes")).digest()[:16]
            v.check(f"{where} follows {before}", follows == v.bytes(where, "prev"))

    return check


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


def check_epoch(v, where="epoch"):
    number = v.section(where)["number"].to_bytes(4, "big")
    compartment = bytes([v.section(where).get("compartment", 1)])
    member = v.bytes(where, "member")
    info = b"tabard/member/v1" + v.region_id() + compartment + number + member
    v.equal(where, "info", info)
    secret = sealed_secret(v.bytes(where, "member_secret"), v.bytes(where, "wrap"), info)
    v.equal(where, "secret", secret)
    v.equal(where, "public", public(secret))


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


# --- the directory, and what it orders ----------------------------------------------------------------


def stated_in(v, data):
    cose = Cose(data, b"statement", v.region_id())
    kind, (said,) = cbor2.loads(cose.payload)
    return cose, kind, said


def directory_of(v, count=None):
    """What the first so many lines come to."""
    directory = Directory(v.region_id(), region_id, device_id)
    for position, (line, _) in enumerate(v.section("directory")["lines"][:count]):
        directory.apply(position, *stated_in(v, bytes.fromhex(line)))
    return directory


def check_directory(v):
    directory = Directory(v.region_id(), region_id, device_id)
    for position, (line, counts) in enumerate(v.section("directory")["lines"]):
        taken = directory.apply(position, *stated_in(v, bytes.fromhex(line)))
        v.check(f"directory.lines: {position} counts: {counts}", taken == counts, counts, taken)
    devices = directory.devices
    for position, (line, _) in enumerate(v.section("directory")["lines"]):
        good = is_signed(v, directory, bytes.fromhex(line))
        v.check(f"directory.lines: {position} is signed", good)
    v.equal("directory", "roles", {name.hex(): one.roles for name, one in devices.items()})
    v.equal("directory", "policy", [value or None for value in directory.policy])
    wiped = [(name, one) for name, one in devices.items() if one.wipe is not None]
    v.check("directory: one device is to be wiped", len(wiped) == 1)
    v.equal("directory", "wiped", [wiped[0][0].hex(), wiped[0][1].wipe[1]])
    v.equal("directory", "revoked_from", wiped[0][1].revoked)
    members = {str(one): [name.hex() for name in directory.members(one)] for one in (1, 2)}
    v.equal("directory", "members", members)


def is_signed(v, directory, line):
    """Whether the signer that a line names did sign it. One that does not count lacks a right."""
    keys = {name: one.keys[0] for name, one in directory.devices.items()}
    keys[device_id(*directory.authority)] = directory.authority[0]
    cose = Cose(line, b"statement", v.region_id())
    return cose.signer in keys and cose.by(keys[cose.signer])


def check_policy(v):
    kind, stated = check_statement(v, "policy")
    v.check("policy is one", kind == 6)
    for name, value in zip(["at", "read_lease", "history"], stated):
        v.equal("policy", name, value)


def check_wipe(v):
    kind, stated = check_statement(v, "wipe")
    v.check("wipe is one", kind == 7)
    for name, value in zip(["device", "at", "unsent_too"], stated):
        v.equal("wipe", name, value)


def check_order(v):
    next_line, _ = v.section("directory")["lines"][v.section("order")["held"]]
    v.check("order.held ends before the order", next_line == v.section("wipe")["bytes"])
    lines, order = obeyed(v, "problem")
    v.equal("order", "lines", lines)
    v.check("order.problem orders the device", order is not None)
    v.equal("order", "unsent_too", order and order[1])
    v.check("order.forged orders nothing", obeyed(v, "forged")[1] is None)


def obeyed(v, key):
    """The lines of a refusal, and the order that the device takes out of them."""
    problem = json.loads(v.section("order")[key])
    good = (problem["code"], problem["status"], len(problem["order"])) == ("revoked", 403, 2)
    v.check(f"order.{key} is a refusal with two lines", good)
    lines = [base64.urlsafe_b64decode(line + "=" * (-len(line) % 4)) for line in problem["order"]]
    directory = directory_of(v, v.section("order")["held"])
    signed = all(is_signed(v, directory, line) for line in lines)
    v.check(f"order.{key}: every line is signed", signed)
    taken = all([directory.apply(AFTER_ALL, *stated_in(v, line)) for line in lines])
    order = directory.devices[v.bytes("order", "device")].wipe
    return [line.hex() for line in lines], order if taken else None


def check_wellbeing_epoch(v):
    check_epoch(v, "wellbeing_epoch")
    section = v.section("wellbeing_epoch")
    made = directory_of(v).epochs.get((section["compartment"], section["number"]))
    v.check("wellbeing_epoch is that of the directory", made == v.bytes("wellbeing_epoch", "public"))


def check_edit(v):
    region = v.region_id()
    data = v.bytes("edit", "bytes")
    cose = Cose(data, b"entry", region)
    check_author(v, "edit", cose)
    v.equal("edit", "id", hashlib.sha256(data).digest())
    v.equal("edit", "payload", cose.payload)
    v.equal("edit", "to_be_signed", cose.to_be_signed)
    v.equal("edit", "author", cose.signer)
    header_bytes, header, sealed = split(cose.payload)
    _, record, _, _, seq, prev, _, _ = header
    v.equal("edit", "header", header_bytes)
    v.equal("edit", "sealed", sealed)
    v.equal("edit", "record_id", record)
    v.equal("edit", "seq", seq)
    v.equal("edit", "prev", prev)
    before = hashlib.sha256(v.bytes("grant", "bytes")).digest()[:16]
    v.check("edit follows grant", (seq, prev) == (3, before))
    key = v.bytes("entry", "record_key")
    v.equal("edit", "record_key", key)
    check_body(v, "edit", region, cose.signer, header_bytes, sealed, key)
    changes = v.bytes("edit", "changes")
    v.check("edit: a whole change", whole_change(changes))
    path = f"edits/{cose.signer.hex()}/at"
    v.equal("edit", "stamp_path", path)
    stamp = v.section("edit")["stamp"]
    v.check("edit says when it was written", path.encode() in changes and stamp.encode() in changes)


# --- attachments --------------------------------------------------------------------------------------


def opened_chunk(key, sealed, info):
    """The plain bytes and the key of a sealed chunk."""
    chunk_key, commitment = one_time(key, sealed[:16], info)
    if commitment != sealed[16:48]:
        raise ValueError("the chunk belongs elsewhere")
    return ChaCha20Poly1305(chunk_key).decrypt(bytes(12), sealed[48:], b""), chunk_key


def address(sealed):
    return hashlib.sha256(sealed).digest()


def check_attachment_bytes(v):
    where = "attachment_bytes"
    record, key = v.bytes(where, "record_id"), v.bytes(where, "record_key")
    for name, value in (("record_id", record), ("record_key", key)):
        v.check(f"{where}.{name} is that of attachment", v.bytes("attachment", name) == value)
    place = v.region_id() + record
    plain, chunk, sealed_list = (v.bytes(where, name) for name in ("plain", "chunk", "list"))
    info = b"tabard/chunk/v1" + place + bytes(4)
    v.equal(where, "chunk_info", info)
    opened, chunk_key = opened_chunk(key, chunk, info)
    v.equal(where, "chunk_key", chunk_key)
    v.check(f"{where}: the chunk holds the plain bytes", opened == plain)
    v.equal(where, "sha256", hashlib.sha256(plain).digest())
    v.equal(where, "chunk_address", address(chunk))
    info = b"tabard/manifest/v1" + place
    v.equal(where, "list_info", info)
    manifest, list_key = opened_chunk(key, sealed_list, info)
    v.equal(where, "list_key", list_key)
    said = {0: len(plain), 1: hashlib.sha256(plain).digest(), 2: address(chunk)}
    v.check(f"{where}: the list is of this chunk", manifest == cbor(said))
    v.equal(where, "manifest", manifest)
    v.equal(where, "address", address(sealed_list))
    later = v.section(where)["later_place"].to_bytes(4, "big")
    opened, _ = opened_chunk(key, v.bytes(where, "later_chunk"), b"tabard/chunk/v1" + place + later)
    v.check(f"{where}: the chunk for a later place opens there", opened == plain)
    changes = v.bytes("attachment", "changes")
    for name in ("sha256", "address"):
        v.check(f"{where}: the record says {name}", v.section(where)[name].encode() in changes)


def asked_about(v):
    return [address(v.bytes("attachment_bytes", name)) for name in ("chunk", "list")]


def check_chunk_messages(v):
    region, asked = v.region_id(), asked_about(v)
    chunk = v.bytes("attachment_bytes", "chunk")
    for name, want in (
        ("missing", [1, asked]),
        ("put", [2, asked[0], chunk]),
        ("get", [3, asked[0]]),
    ):
        v.equal("chunk_messages", name, cbor([region, want]))
    for name, answer in (
        ("lacks", [1, [1]]),
        ("kept", [2]),
        ("chunk", [3, chunk]),
        ("absent", [4]),
        ("other_hash", [5]),
        ("held", [6, v.bytes("chunks_receipt", "bytes")]),
    ):
        v.equal("chunk_messages", name, cbor(answer))


def check_chunks_receipt(v):
    cose = Cose(v.bytes("chunks_receipt", "bytes"), b"chunks", v.region_id())
    relay = v.bytes("chunks_receipt", "relay_public")
    v.check("chunks_receipt.bytes is signed", cose.by(relay))
    check_relay(v, "chunks_receipt", cose, relay)
    v.equal("chunks_receipt", "payload", cose.payload)
    v.equal("chunks_receipt", "to_be_signed", cose.to_be_signed)
    said = cbor2.loads(cose.payload)
    v.check("chunks_receipt.payload is deterministic", cbor(said) == cose.payload)
    for name, value in zip(["log", "device", "asked", "time"], said):
        v.equal("chunks_receipt", name, value)
    asked = digest(b"tabard/chunks-asked/v1", *asked_about(v))
    v.check("chunks_receipt is about this attachment", said[2] == asked)


def check_relay(v, where, cose, relay):
    """The authority certified the relay that signed."""
    known = [keys for keys, _ in directory_of(v).relays if keys[0] == relay]
    v.check(f"{where}: by a certified relay", known and device_id(*known[0]) == cose.signer)


# --- links --------------------------------------------------------------------------------------------


def read_mate(text):
    plain = "".join(c for c in text if c.isascii() and c.isalnum()).upper()
    if not plain.startswith("TABARDMATE1"):
        raise ValueError("not a crew-mate's code")
    body = plain.removeprefix("TABARDMATE1")
    data = base64.b32decode(body + "=" * (-len(body) % 8))
    return data[:-4], data[-4:]


def check_mate(v):
    content, check = read_mate(v.section("mate")["text"])
    v.equal("mate", "check", check)
    v.check("mate.text is undamaged", digest(b"tabard/mate/v1", content)[:4] == check)
    said = cbor2.loads(content)
    v.check("mate.text is deterministic", cbor(said) == content)
    for number, name in enumerate(["region", "device", "name", "role"]):
        v.equal("mate", name, said[number])
    short, check = read_mate(v.section("mate")["nameless"])
    v.check("mate.nameless is undamaged", digest(b"tabard/mate/v1", short)[:4] == check)
    v.check("mate.nameless says who", short == cbor({0: said[0], 1: said[1]}))


SIDES = ["connects", "listens"]


def check_link(v):
    published = json.loads(PUBLISHED.read_text())
    v.check("link: noise.py makes the published handshake", is_as_published(published))
    sides = [[v.bytes("link", f"{side}_{key}") for key in ("static", "ephemeral")] for side in SIDES]
    hellos = [v.bytes("link", f"{side}_hello") for side in SIDES]
    prologue = b"tabard/link/v1" + v.region_id()
    v.equal("link", "prologue", prologue)
    handshake = Handshake(prologue, *sides, [b"", hellos[1], hellos[0]])
    v.equal("link", "hash", handshake.hash)
    for side, (static, _), hello in zip(SIDES, sides, hellos):
        check_hello(v, side, public(static), hello)
    check_frames(v, handshake)
    check_turns(v, handshake.hash)
    number = v.section("link")["cad_number"].strip().encode()
    call = digest(b"tabard/link/call/v1", v.region_id(), handshake.hash, number)[:8]
    v.equal("link", "call", call)
    for who, turn in v.section("link")["turns"][:2]:
        said = cbor2.loads(bytes.fromhex(turn))
        v.check(f"link: the call in the first turn of the one that {who}", said.get(5) == [call])


def check_hello(v, side, proved, data):
    """The hello is of the key that the handshake proves, and of a device of the region."""
    said = cbor2.loads(data)
    signing, receiving = said[0]
    v.check(f"link.{side}_hello is deterministic", cbor(said) == data and set(said) == {0, 1})
    v.check(f"link.{side}_hello is of the handshake's key", receiving == proved)
    directory = directory_of(v, 1)
    counts = [directory.apply(AFTER_ALL, *stated_in(v, line)) for line in said[1]]
    v.check(f"link.{side}_hello: every line counts", all(counts) and 0 < len(counts) <= 4)
    certified = directory.devices.get(device_id(signing, receiving))
    good = certified is not None and certified.keys == (signing, receiving)
    v.check(f"link.{side}_hello: the region certifies the device", good)


def check_frames(v, handshake):
    frames = [(who, bytes.fromhex(frame)) for who, frame in v.section("link")["frames"]]
    plain = [(who, b"\0" + bytes.fromhex(turn)) for who, turn in v.section("link")["turns"]]
    messages = handshake.messages + [
        handshake.ciphers[SIDES.index(who)].seal(turn) for who, turn in plain
    ]
    speakers = ["connects", "listens", "connects"] + [who for who, _ in plain]
    v.check("link: as many frames as messages", len(frames) == len(messages))
    for number, (frame, who, message) in enumerate(zip(frames, speakers, messages)):
        wanted = (who, len(message).to_bytes(2, "big") + message)
        v.check(f"link.frames: {number}", frame == wanted, frame[1].hex(), wanted[1].hex())


def check_turns(v, salt):
    """The one side lacks an entry, and gets it; then both have the same."""
    less, more = ([bytes.fromhex(one) for one in v.section("link")[f"{side}_ids"]] for side in SIDES)
    entries = [hashlib.sha256(v.bytes(where, "bytes")).digest() for where in ("entry", "grant")]
    v.check("link: what each side holds", (less, more) == (entries[:1], entries))

    def whole(ids):
        fingerprint = digest(b"tabard/link/range/v1", salt, *sorted(ids))[:16]
        return [[b"", b"", [0, [fingerprint]]]]

    wanted = [
        {0: 1, 1: whole(less)},
        {0: 1, 1: [[b"", b"", [1, [sorted(more)]]]]},
        {0: 1, 2: [entries[1]]},
        {0: 1, 3: [v.bytes("grant", "bytes")]},
        {0: 1, 4: 1},
        {0: 1},
        {0: 2, 1: whole(more)},
        {0: 2},
        {0: 2, 6: True},
    ]
    turns = v.section("link")["turns"]
    v.check("link: as many turns as it takes", len(turns) == len(wanted))
    for number, ((who, turn), said) in enumerate(zip(turns, wanted)):
        got = cbor2.loads(bytes.fromhex(turn))
        good = who == SIDES[number % 2] and cbor(got).hex() == turn
        got.pop(5, None)
        v.check(f"link.turns: {number}", good and got == said, said, got)


# --- carrying another's outbox ------------------------------------------------------------------------


def brought(v):
    """The entry at the named place, as the request brings it, and that place."""
    said = cbor2.loads(v.bytes("carried_request", "bytes"))
    (device, incarnation, seq), = said[9]
    for data in said[6]:
        cose = Cose(data, b"entry", v.region_id())
        _, header, _ = split(cose.payload)
        if (cose.signer, header[3], header[4]) == (device, incarnation, seq):
            return data, cose
    raise ValueError("the request does not bring the entry at the place that it names")


def check_carried_request(v):
    data = v.bytes("carried_request", "bytes")
    said = cbor2.loads(data)
    v.check("carried_request.bytes is deterministic", cbor(said) == data)
    v.check("carried_request: no more than it needs", set(said) == {0, 1, 2, 3, 4, 5, 6, 9})
    for number, name in ((0, "region"), (2, "log"), (3, "size"), (4, "directory")):
        v.equal("carried_request", name, said[number])
    for name, value in zip(["device", "incarnation", "seq"], said[9][0]):
        v.equal("carried_request", name, value)
    public_key = v.bytes("carried_request", "author_public")
    for seq, data in enumerate(said[6], 1):
        cose = Cose(data, b"entry", v.region_id())
        in_order = split(cose.payload)[1][4] == seq
        v.check(f"carried_request: entry {seq} is the author's", in_order and cose.by(public_key))
    v.check("carried_request brings what it names", brought(v)[1].by(public_key))
    v.check("carried_request: the bringer is another", said[5][0][0] != said[9][0][0])


def check_carried_response(v):
    where = "carried_response"
    data = v.bytes(where, "bytes")
    said = cbor2.loads(data)
    v.check(f"{where}.bytes is deterministic", cbor(said) == data and set(said) == {0, 8})
    v.equal(where, "own", said[0])
    v.check(f"{where}: one receipt for one chain", len(said[8]) == 1)
    v.equal(where, "carried", said[8][0])
    receipts = []
    for one in (said[0], said[8][0]):
        cose = Cose(one, b"receipt", v.region_id())
        v.check(f"{where}: a receipt is signed", cose.by(v.bytes(where, "relay_public")))
        check_relay(v, where, cose, v.bytes(where, "relay_public"))
        receipts.append(cbor2.loads(cose.payload))
        v.check(f"{where}: a receipt is deterministic", cbor(receipts[-1]) == cose.payload)
    own, carried = receipts
    v.check(f"{where}: both are of one state of the log", own[:3] == carried[:3])
    v.check(f"{where}: who wrote nothing has no head", len(own) == 7 and own[6] == 0)
    v.equal(where, "own_device", own[4])
    v.equal(where, "size", own[1])
    v.equal(where, "root", own[2])
    v.equal(where, "device", carried[4])
    v.equal(where, "seq", carried[6])
    v.equal(where, "head", carried[7])
    entry, cose = brought(v)
    named = cbor2.loads(v.bytes("carried_request", "bytes"))[9][0]
    v.check(f"{where}: about the chain and the place that were named", carried[4:7] == named)
    v.check(f"{where}: its head was brought", carried[7] == hashlib.sha256(entry).digest())
    newer = v.bytes("receipt", "bytes")
    state = cbor2.loads(Cose(newer, b"receipt", v.region_id()).payload)
    v.check(f"{where}: the log is that of receipt", own[:3] == state[:3])


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
    "directory": check_directory,
    "policy": check_policy,
    "wipe": check_wipe,
    "order": check_order,
    "wellbeing_epoch": check_wellbeing_epoch,
    "edit": check_edit,
    "followup": check_other_kind("followup", 2),
    "account": check_other_kind("account", 3),
    "attachment": check_other_kind("attachment", 4, "account"),
    "wellbeing_request": check_other_kind("wellbeing_request", 5, "attachment"),
    "attachment_bytes": check_attachment_bytes,
    "chunk_messages": check_chunk_messages,
    "chunks_receipt": check_chunks_receipt,
    "mate": check_mate,
    "link": check_link,
    "carried_request": check_carried_request,
    "carried_response": check_carried_response,
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
