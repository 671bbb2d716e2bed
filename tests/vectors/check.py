#!/usr/bin/env python3
"""Recomputes the test vectors of docs/protocol.md without a line of Tabard's own code.

The files beside this one are its parts.

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

    marker          the same, after `edit`, with entry_key (32): the record's key and its
                    home's together, for entries of this kind are bound to an epoch

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
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from attachments import check_attachment_bytes, check_chunk_messages, check_chunks_receipt
from carried import check_carried_request, check_carried_response
from directory import AFTER_ALL, CREW, EOC, TRIAGE, Directory, directory_of, is_signed, stated_in
from links import check_link, check_mate
from noise import public
from pieces import (
    DICTIONARY, Cose, cbor, consistency, device_id, digest, encapsulated, epoch_bound, inclusion,
    leaf_hash, one_time, padme, publics, record_id, region_id, root, sealed_secret, split, unpack,
    verified, whole_change,
)

HERE = pathlib.Path(__file__).resolve().parent
STARTED_BY = {1: CREW | EOC, 2: TRIAGE, 3: CREW | EOC, 4: CREW | EOC, 5: CREW | EOC | TRIAGE, 6: EOC}
"""Which roles start a record of a kind."""
HOME = {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 3}
"""Which compartment reads every record of a kind."""


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
    suite, start, kind, incarnation, seq, prev, _seen, grants, *bound = header
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
    v.check(f"{where}: bound to an epoch where its kind is", bound == ([epoch] if kind == 6 else []))
    if bound:
        key = epoch_bound(key, v.bytes(where, "home_secret"), epoch)
        v.equal(where, "entry_key", key)
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


# --- the directory, and what it orders --------------------------------------------------------------


def check_directory(v):
    directory = Directory(v.region_id())
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
    members = {str(one): [name.hex() for name in directory.members(one)] for one in (1, 2, 3)}
    v.equal("directory", "members", members)


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
    "marker": check_other_kind("marker", 6, "edit"),
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
