#!/usr/bin/env python3
"""Checks an evidence pack of Tabard without a line of Tabard's own code.

    pip install pycose cbor2 cryptography zstandard
    python3 verify.py PACK [--region ID]

It asks no server. It was written from docs/protocol.md alone (section 22 and those that it names)
and shares nothing with `tabard evidence verify` but that page: two programs that agree are better
evidence than one. The exit code is 0 when all of it holds, 1 when something does not, and 2 when the
pack is of another region than the one given.

For tests, `--flips FILE` tries the pack again with one bit changed at a time: a line of FILE is
`OFFSET BIT`, and the answer is one line of JSON.
"""

import argparse
import hashlib
import hmac
import io
import json
import struct
import sys
import zlib

import cbor2
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pycose.keys import OKPKey
from pycose.messages import Sign1Message

from automerge_changes import NotAChange, Record, changes_in

DICTIONARY = "7394639f5d1540eb7c73faab9f481e58591e637bd314f32f1755200e34b256dd"
CREW, EOC, TRIAGE, ISSUER = 1, 2, 4, 128
KINDS = {1: "incident", 3: "account", 4: "attachment"}
MOST_CREW = 64
# Keys whose signatures prove nothing (points of small order), as RFC 7748 and libsodium list them.
WEAK = {bytes.fromhex(key) for key in (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)}


class Refused(Exception):
    pass


def insist(fact, why):
    if not fact:
        raise Refused(why)


def unhex(text):
    """Bytes in hexadecimal, in small letters alone."""
    data = bytes.fromhex(text)
    insist(data.hex() == text, "another spelling")
    return data


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- the container (section 22): a ZIP whose every byte follows from its files

def header(name, crc, size):
    return struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0x21, crc, size, size, len(name), 0)


def files_of(data):
    files, at, tail = {}, 0, b""
    while data[at:at + 4] == b"PK\x03\x04":
        fields = data[at + 4:at + 30]
        insist(len(fields) == 26, "no pack")
        crc, size, _, length = struct.unpack("<IIIH", fields[10:24])
        name, begins = data[at + 30:at + 30 + length], at + 30 + length
        content = data[begins:begins + size]
        insist(fields == header(name, crc, size) and len(content) == size, "a header was changed")
        insist(zlib.crc32(content) == crc, "a checksum differs")
        text = name.decode("ascii", "replace")
        insist(text not in files and is_name(text), "a name that no pack has")
        files[text] = content
        tail += (b"PK\x01\x02\x0a\x00" + header(name, crc, size) + bytes(10)
                 + struct.pack("<I", at) + name)
        at = begins + size
    count = len(files)
    tail += struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(tail), at, 0)
    insist(data[at:] == tail, "the end of the pack was changed")
    return files


def is_name(name):
    plain = all(one in "abcdefghijklmnopqrstuvwxyz0123456789._-/" for one in name)
    return plain and len(name) <= 100 and all(
        part and not part.startswith(".") for part in name.split("/"))


# --- signed messages (section 3)

class Signed:
    def __init__(self, data, domain, region):
        try:
            message = cbor2.loads(data)
            insist(isinstance(message, list) and len(message) == 4, "no signed message")
            protected, unprotected, self.payload, signature = message
            headers = cbor2.loads(protected)
            self.signer = headers[4]
            insist(headers == {1: -8, 4: self.signer} and len(self.signer) == 8, "other headers")
            insist(unprotected == {} and len(signature) == 64, "no signed message")
            insist(cbor2.dumps({1: -8, 4: self.signer}) == protected, "another spelling")
            insist(cbor2.dumps(message) == data, "another spelling")
            self.cose = Sign1Message.from_cose_obj(list(message), allow_unknown_attributes=False)
        except Refused:
            raise
        except Exception as error:
            raise Refused("no signed message") from error
        self.cose.external_aad = b"tabard/" + domain + b"/v1" + region

    def is_by(self, public):
        if public in WEAK:
            return False
        self.cose.key = OKPKey(crv="ED25519", x=public)
        try:
            return bool(self.cose.verify_signature())
        except Exception:
            return False


def device_id(identity):
    signing, receiving = identity
    insist(len(signing) == 32 and len(receiving) == 32, "no keys")
    return sha256(b"tabard/device/v1", signing, receiving)[:8]


# --- the directory (section 4), as far as a pack needs it

class Directory:
    def __init__(self, region):
        self.region, self.name, self.root = region, None, None
        self.devices, self.relays = {}, []

    def apply(self, position, data):
        signed = Signed(data, b"statement", self.region)
        kind, (body,) = cbor2.loads(signed.payload)
        insist(cbor2.dumps([kind, [body]]) == signed.payload, "another spelling")
        if kind == 0:
            authority, name = body
            own = device_id(authority)
            insist(sha256(b"tabard/region/v1", own, authority[0])[:16] == self.region, "a founding of another region")
            insist(signed.is_by(authority[0]), "a founding that its authority did not sign")
            self.root, self.name = (own, authority[0]), name
        elif kind == 1:
            identity, roles, not_after = body
            self.signed(signed, position, issuer=not roles & ISSUER)
            known = self.devices.get(device_id(identity))
            if known is None:
                self.devices[device_id(identity)] = {
                    "key": identity[0], "keys": identity, "roles": roles, "until": not_after, "gone": None}
            else:
                insist(known["keys"] == identity, "other keys for a device")
                if not_after >= known["until"]:
                    known.update(roles=roles, until=not_after)
        elif kind == 2:
            relay, log = body[0], body[1]
            self.signed(signed, position, issuer=False)
            self.relays.append((device_id(relay), relay[0], log, body[2] if len(body) > 2 else None))
        elif kind in (5, 7):
            self.signed(signed, position, issuer=True)
            device = self.devices.get(body[0])
            if device is not None and device["gone"] is None:
                device["gone"] = position
        else:
            raise Refused("a statement that no pack needs")

    def signed(self, signed, position, issuer):
        insist(self.root is not None, "no founding")
        if signed.signer == self.root[0]:
            return insist(signed.is_by(self.root[1]), "a statement that was changed")
        device = self.devices.get(signed.signer)
        insist(issuer and device and device["roles"] & ISSUER, "a statement by who may not sign it")
        insist(device["gone"] is None or position < device["gone"], "a statement by a removed device")
        insist(signed.is_by(device["key"]), "a statement that was changed")

    def standing(self, device, position):
        known = self.devices.get(device)
        insist(known is not None, "a device that is not certified")
        insist(known["gone"] is None or position < known["gone"], "a device that was removed before")
        return known

    def keeps(self, device):
        return bool(self.devices[device]["roles"] & TRIAGE)


# --- the log (section 12; RFC 9162, 2.1.3.2)

def included(data, index, size, root, proof):
    node, last, found = index, size - 1, sha256(b"\0", data)
    if not 0 <= index < size:
        return False
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = sha256(b"\1", sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\1", found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


# --- entries (sections 6 to 9)

class Entry:
    def __init__(self, data, region, position):
        self.id, self.position = sha256(data), position
        signed = self.signed = Signed(data, b"entry", region)
        self.author = signed.signer
        try:
            self.header, self.sealed = cbor2.loads(signed.payload)
            insist(cbor2.dumps([self.header, self.sealed]) == signed.payload, "another spelling")
            suite, record, self.kind, self.life, self.seq, self.prev, _, self.grants = self.header
        except Refused:
            raise
        except Exception as error:
            raise Refused("no entry") from error
        insist(suite == 1 and self.kind in KINDS, "an entry that no pack has")
        self.starts = record is None
        if self.starts:
            to, _, wrap = self.grants[0]
            insist(to == 1 and len(wrap) == 32, "a record that does not start at triage")
            record = sha256(b"tabard/record/v1", region, self.author, bytes([self.kind]), wrap)[:16]
        self.record = record
        self.let_in = [grant[0] for grant in self.grants if isinstance(grant[0], bytes)]

    def open(self, region, opening, dictionary):
        head = cbor2.dumps(self.header)
        salt, commitment, sealed = self.sealed[:16], self.sealed[16:48], self.sealed[48:]
        insist(len(salt) == 16 and len(opening) == 32, "nothing to open")
        info = b"tabard/body/v1" + region + self.author + head
        first = hmac.digest(opening, info + b"\1", "sha256")
        second = hmac.digest(opening, first + info + b"\2", "sha256")
        insist(hmac.compare_digest(second, commitment), "what was disclosed does not open the entry")
        try:
            packed = ChaCha20Poly1305(first).decrypt(bytes(12), sealed, head).rstrip(b"\0")
            insist(packed[-1:] == b"\x80", "a body without its end")
            frame = b"\x28\xb5\x2f\xfd" + packed[:-1]
            reader = zstandard.ZstdDecompressor(dict_data=dictionary).stream_reader(io.BytesIO(frame))
            plain = reader.read(128 * 1024 + 1)
        except (InvalidTag, zstandard.ZstdError) as error:
            raise Refused("a body that was changed") from error
        insist(len(plain) <= 128 * 1024, "a body that is too large")
        return plain


def read_record(entries, openings, directory, dictionary):
    starts = [one for one in entries if one.starts]
    insist(starts and len({one.record for one in starts}) == 1, "the start of a record is missing")
    record, kind, owner = starts[0].record, starts[0].kind, starts[0].author
    places, before = {}, -1
    for one in entries:
        insist(one.record == record and one.kind == kind, "an entry of another record")
        insist(one.position > before, "not the order of the log")
        before = one.position
        device = directory.standing(one.author, one.position)
        insist(one.signed.is_by(device["key"]), "an entry that its author did not sign")
        reports = device["roles"] & (CREW | EOC)
        insist(reports or (not one.starts and device["roles"] & TRIAGE), "a role that does not allow it")
        insist((one.author, one.life, one.seq) not in places, "two entries at one place")
        places[one.author, one.life, one.seq] = one
    for one in entries:
        earlier = places.get((one.author, one.life, one.seq - 1))
        insist(earlier is None or earlier.id[:16] == one.prev, "a chain that does not follow")
    writers = writers_of(entries, kind, owner, directory)
    told = Record()
    for one in entries:
        insist(one.id.hex() in openings, "an entry that nothing opens")
        opening = unhex(openings[one.id.hex()])
        plain = one.open(directory.region, opening, dictionary)
        writes = one.author in writers or (kind == 4 and directory.keeps(one.author))
        insist(writes or (not plain and directory.keeps(one.author)), "an author who was not let in")
        actor = one.author + struct.pack(">I", one.life)
        try:
            told.add(changes_in(plain), actor)
        except NotAChange as error:
            raise Refused("an entry that is no change") from error
    insist(told.is_whole(), "an entry is missing on which another builds")
    return record, kind, owner, told


def writers_of(entries, kind, owner, directory):
    writers, crowd, counting = {owner}, {}, []
    for one in entries:
        if kind == 1 and not directory.keeps(one.author):
            together = crowd.get(one.author, set()) | set(one.let_in)
            insist(len(together) <= MOST_CREW, "more writers than a record takes")
            crowd[one.author] = together
        counting.append(one)
    while True:
        size = len(writers)
        for one in counting:
            shares = kind == 1 and one.author in writers
            if shares or (kind in (1, 3) and directory.keeps(one.author)):
                writers.update(one.let_in)
        if len(writers) == size:
            return writers


# --- the pack

def once(pairs):
    insist(len({key for key, _ in pairs}) == len(pairs), "a key that stands twice")
    return dict(pairs)


def loads(data):
    return json.loads(data, object_pairs_hook=once)


def verify(data, pin=None):
    files = files_of(data)
    index = loads(files["index.json"])
    insist(index["format"] == "tabard-evidence/1", "another format")
    region = unhex(index["region"])
    insist(pin is None or pin == index["region"], "another region")
    named = [line["name"] for line in index["files"]]
    insist(list(files) == named + ["index.json", "index.cose"], "the files are not those of the index")
    for line in index["files"]:
        content = files[line["name"]]
        same = line["size"] == len(content) and line["sha256"] == sha256(content).hex()
        insist(same, "a file was changed: " + line["name"])
    directory, before = Directory(region), -1
    for leaf in index["statements"]:
        insist(leaf["position"] > before, "not the order of the log")
        before = leaf["position"]
        directory.apply(before, files[leaf["file"]])
    insist(directory.name == index["region_name"], "another name")
    size, root = receipt(files["log/receipt.cose"], index, directory)
    hub = Signed(files["index.cose"], b"evidence", region)
    standing = directory.standing(hub.signer, size)
    insist(standing["roles"] & TRIAGE and hub.is_by(standing["key"]), "the hub did not sign the index")
    insist(hub.payload == sha256(files["index.json"]), "the hub signed another index")
    dictionary = files["entry-v1.dict"]
    insist(sha256(dictionary).hex() == DICTIONARY, "another dictionary")
    dictionary = zstandard.ZstdCompressionDict(dictionary)
    leaves = list(index["statements"])
    openings, records = loads(files["openings.json"]), loads(files["records.json"])
    insist(len(records) == len(index["records"]), "other records")
    seen, attachments, opened = set(), {}, 0
    for number, (line, said) in enumerate(zip(index["records"], records)):
        leaves += line["entries"]
        entries = [Entry(files[leaf["file"]], region, leaf["position"]) for leaf in line["entries"]]
        record, kind, owner, told = read_record(entries, openings, directory, dictionary)
        opened += len(entries)
        name = record.hex()
        insist((name, KINDS[kind]) == (line["id"], line["kind"]), "another record")
        insist((name, KINDS[kind]) == (said["id"], said["kind"]), "another record")
        insist(name not in seen and (kind == 1) == (number == 0), "a record too many")
        seen.add(name)
        values = told.values()
        insist(values == said["values"], "the records do not say what the entries say")
        versions = told.versions({1: "captured_at", 3: "begun_at"}.get(kind))
        insist(versions == said["versions"], "the versions are not those of the entries")
        insist(set(said) == {"id", "kind", "values", "versions"}, "a record that says more")
        about = name if kind == 1 else values.get("incident")
        insist(about == index["report"], "a record about another report")
        if kind == 4:
            attachments[name] = (values.get("size"), told.only("sha256", owner))
    insist(opened == len(openings), "something opens what is not here")
    insist(seen, "no record")
    for leaf in leaves:
        proof = [unhex(one) for one in leaf["proof"]]
        insist(included(files[leaf["file"]], leaf["position"], size, root, proof), "not in the log")
    check_media(index, files, attachments)
    check_used(index, leaves)
    return {"holds": True, "report": index["report"], "region": index["region"], "entries": opened,
            "media": sum(1 for one in index["media"] if one["file"])}


def receipt(data, index, directory):
    signed = Signed(data, b"receipt", directory.region)
    said = cbor2.loads(signed.payload)
    insist(cbor2.dumps(said) == signed.payload, "another spelling")
    log, size, root = said[:3]
    by = [one for one in directory.relays if one[0] == signed.signer and one[2] == log]
    insist(by and signed.is_by(by[0][1]), "no relay signed the state of the log")
    told = index["log"]
    insist((told["id"], told["size"], told["root"]) == (log.hex(), size, root.hex()), "another state of the log")
    return size, root


def check_media(index, files, attachments):
    listed = [one["record"] for one in index["media"]]
    insist(sorted(listed) == sorted(attachments), "attachments that are not listed")
    for one in index["media"]:
        if one["file"]:
            content = files[one["file"]]
            signed = attachments[one["record"]]
            insist((len(content), sha256(content).hex()) == signed, "other bytes than were captured")


def check_used(index, leaves):
    known = {leaf["file"] for leaf in leaves} | {one["file"] for one in index["media"]}
    known |= {"log/receipt.cose", "openings.json", "records.json", "readme.txt", "entry-v1.dict"}
    for line in index["files"]:
        name = line["name"]
        page = name.endswith(".html") and name.startswith(("report.", "redacted."))
        insist(page or name in known, "a file that nothing answers for")


def verdict(data, pin=None):
    try:
        return verify(data, pin)
    except Refused as error:
        return {"holds": False, "why": str(error)}
    except Exception as error:  # whatever a changed byte leads to is a refusal
        return {"holds": False, "why": type(error).__name__}


def main():
    parser = argparse.ArgumentParser(description="Checks an evidence pack of Tabard.")
    parser.add_argument("pack", nargs="+")
    parser.add_argument("--region")
    parser.add_argument("--flips")
    options = parser.parse_args()
    ended = 0
    for path in options.pack:
        with open(path, "rb") as file:
            data = file.read()
        if options.flips:
            accepted, tried = [], 0
            for line in open(options.flips, encoding="ascii"):
                at, bit = map(int, line.split())
                changed = bytearray(data)
                changed[at] ^= 1 << bit
                tried += 1
                if verdict(bytes(changed), options.region)["holds"]:
                    accepted.append(line.strip())
            print(json.dumps({"tried": tried, "accepted": accepted}))
            continue
        told = verdict(data, options.region)
        print(json.dumps(told))
        if not told["holds"]:
            ended = max(ended, 2 if told["why"] == "another region" else 1)
    sys.exit(ended)


if __name__ == "__main__":
    main()
