"""Two phones that link, and the code by which one is named to the other: section 17."""

import base64
import hashlib
import json
import pathlib

import cbor2

from directory import AFTER_ALL, directory_of, stated_in
from noise import Handshake, is_as_published, public
from pieces import cbor, device_id, digest

PUBLISHED = pathlib.Path(__file__).resolve().parent / "noise-xx.json"


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
