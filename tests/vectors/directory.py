"""Who may state what: the rules of docs/protocol.md sections 4 and 16."""

import cbor2

from pieces import Cose, device_id, region_id

CREW, EOC, TRIAGE, WELLBEING, APPROVER, ISSUER = 1, 2, 4, 8, 16, 128
JOINS = {1: TRIAGE, 2: WELLBEING, 3: EOC | APPROVER | TRIAGE}
"""The role whose holders may be members of a compartment."""

AFTER_ALL = float("inf")
"""The place of a line that the log has not said."""


class Device:
    def __init__(self, keys, roles, not_after):
        self.keys, self.roles, self.not_after = keys, roles, not_after
        self.revoked = self.wipe = None

    def stands(self, position):
        return self.revoked is None or position < self.revoked


class Directory:
    """Takes one statement after the other, each with its place in the log."""

    def __init__(self, region):
        self.region = region
        self.authority = None
        self.devices, self.relays, self.epochs, self.memberships = {}, [], {}, []
        self.policy = None

    def apply(self, position, cose, kind, said):
        """Whether a line counts. `said` are the fields of the statement."""
        rules = [self.found, self.certify, self.relay, self.epoch, self.admit, self.revoke,
                 self.state_policy, self.order_wipe]
        return rules[kind](position, cose, *said)

    def by_authority(self, cose):
        if self.authority is None:
            return False
        signing, receiving = self.authority
        return cose.signer == device_id(signing, receiving) and cose.by(signing)

    def by_device(self, position, cose, role):
        device = self.devices.get(cose.signer)
        if device is None or not device.roles & role or not device.stands(position):
            return False
        return cose.by(device.keys[0])

    def by_issuer(self, position, cose):
        return self.by_authority(cose) or self.by_device(position, cose, ISSUER)

    def by_keyer(self, position, cose, compartment):
        if compartment == 2:
            return self.by_device(position, cose, WELLBEING)
        return self.by_issuer(position, cose)

    def found(self, _, cose, keys, name):
        if region_id(*keys) != self.region or not cose.by(keys[0]):
            return False
        self.authority = tuple(keys)
        return True

    def certify(self, position, cose, keys, roles, not_after):
        by = self.by_authority(cose) if roles & ISSUER else self.by_issuer(position, cose)
        if not by:
            return False
        name, keys = device_id(*keys), tuple(keys)
        known = self.devices.get(name)
        together = roles | (known.roles if known else 0)
        if together & WELLBEING and together & (TRIAGE | ISSUER):
            return False
        if known is None:
            self.devices[name] = Device(keys, roles, not_after)
            return True
        if known.keys != keys:
            return False
        if not_after >= known.not_after:
            known.roles, known.not_after = roles, not_after
        return True

    def relay(self, _, cose, keys, log):
        if not self.by_authority(cose):
            return False
        self.relays.append((tuple(keys), log))
        return True

    def epoch(self, position, cose, compartment, number, public):
        if not self.by_keyer(position, cose, compartment):
            return False
        return self.epochs.setdefault((compartment, number), public) == public

    def admit(self, position, cose, compartment, number, member, _):
        device = self.devices.get(member)
        if not self.by_keyer(position, cose, compartment) or device is None:
            return False
        if not device.roles & JOINS[compartment]:
            return False
        self.memberships.append((compartment, number, member))
        return True

    def revoke(self, position, cose, device, _):
        if not self.by_issuer(position, cose):
            return False
        self.end(device, position)
        return True

    def end(self, device, position):
        known = self.devices.get(device)
        if known is not None and (known.revoked is None or position < known.revoked):
            known.revoked = position

    def state_policy(self, position, cose, at, read_lease=None, history=None):
        if not self.by_issuer(position, cose):
            return False
        # What is absent is less than any number, and the least number is 1.
        stated = (at, read_lease or 0, history or 0)
        self.policy = max(self.policy or stated, stated)
        return True

    def order_wipe(self, position, cose, device, at, unsent_too):
        known = self.devices.get(device)
        if known is None:
            return False
        issuing = known.roles & ISSUER
        by = self.by_authority(cose) if issuing else self.by_issuer(position, cose)
        if not by:
            return False
        self.end(device, position)
        if known.wipe is None or (unsent_too and not known.wipe[1]):
            known.wipe = (at, unsent_too)
        return True

    def members(self, compartment):
        """Who holds the newest epoch and stands."""
        newest = max((number for one, number in self.epochs if one == compartment), default=None)
        holders = {one[2] for one in self.memberships if one[:2] == (compartment, newest)}
        return sorted(holder for holder in holders if self.devices[holder].revoked is None)


def stated_in(v, data):
    cose = Cose(data, b"statement", v.region_id())
    kind, (said,) = cbor2.loads(cose.payload)
    return cose, kind, said


def directory_of(v, count=None):
    """What the first so many lines come to."""
    directory = Directory(v.region_id())
    for position, (line, _) in enumerate(v.section("directory")["lines"][:count]):
        directory.apply(position, *stated_in(v, bytes.fromhex(line)))
    return directory


def is_signed(v, directory, line):
    """Whether the signer that a line names did sign it. One that does not count lacks a right."""
    keys = {name: one.keys[0] for name, one in directory.devices.items()}
    keys[device_id(*directory.authority)] = directory.authority[0]
    cose = Cose(line, b"statement", v.region_id())
    return cose.signer in keys and cose.by(keys[cose.signer])


def check_relay(v, where, cose, relay):
    """The authority certified the relay that signed."""
    known = [keys for keys, _ in directory_of(v).relays if keys[0] == relay]
    v.check(f"{where}: by a certified relay", known and device_id(*known[0]) == cose.signer)
