"""The bytes of attachments, and what is asked and answered about them: section 19."""

import hashlib

import cbor2
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from directory import check_relay
from pieces import Cose, cbor, digest, one_time


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
