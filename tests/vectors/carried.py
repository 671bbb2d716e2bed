"""Carrying another's outbox: section 18."""

import hashlib

import cbor2

from directory import check_relay
from pieces import Cose, cbor, split


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
