//! Letting devices in: one-time codes, and the answers to them.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use tabard_core::entry::Compartment;
use tabard_core::ids::{DeviceId, Millis, RegionId};
use tabard_core::region::{CodeId, EnrolmentCode, EnrolmentRequest, EnrolmentSecret, Role, Roles};
use tabard_core::wire::{EnrolmentReply, Message, ProblemCode};

use super::{Hub, HubError, devices};
use crate::relay::RelayError;
use crate::returns::Sender;

/// Under which kind the hub notes its codes.
const CODE: &str = "code";

/// A code as the hub keeps it.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Issued {
    #[n(0)]
    secret: EnrolmentSecret,
    #[n(1)]
    roles: Roles,
    #[n(2)]
    label: String,
    #[n(3)]
    expires: Millis,
    #[n(4)]
    used_by: Option<DeviceId>,
    /// Of a service's device: whose returns it hands in, and the region that signs them.
    #[n(5)]
    service: Option<String>,
    #[n(6)]
    service_region: Option<RegionId>,
}

impl Hub {
    /// Makes a one-time code for a device that the hub will call `label`.
    ///
    /// # Errors
    /// [`HubError::Role`] for a role that takes the authority; storage errors.
    pub fn enrol_code(
        &mut self,
        role: Role,
        label: &str,
        server: &str,
        expires: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<EnrolmentCode, HubError> {
        if matches!(role, Role::Issuer | Role::Edge) {
            return Err(HubError::Role);
        }
        self.issue((role, None), label, (server, expires), rng)
    }

    /// Makes a one-time code for the device by which a service hands in its returns. The device is
    /// pinned to that service when it joins.
    ///
    /// # Errors
    /// Storage errors.
    pub fn enrol_service_code(
        &mut self,
        sender: &Sender,
        label: &str,
        server: &str,
        expires: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<EnrolmentCode, HubError> {
        self.issue((Role::Service, Some(sender)), label, (server, expires), rng)
    }

    fn issue(
        &mut self,
        (role, sender): (Role, Option<&Sender>),
        label: &str,
        (server, expires): (&str, Millis),
        rng: &mut dyn CryptoRng,
    ) -> Result<EnrolmentCode, HubError> {
        let region = self.client.directory().region();
        let code = EnrolmentCode::generate(region, server.to_owned(), expires, rng);
        let issued = Issued {
            secret: code.secret.clone(),
            roles: Roles::of(&[role]),
            label: label.to_owned(),
            expires,
            used_by: None,
            service: sender.map(|sender| sender.service.code().to_owned()),
            service_region: sender.and_then(|sender| sender.region),
        };
        self.keep(code.id, &issued)?;
        Ok(code)
    }

    /// Takes a device's answer to a code: checks it, certifies the device and gives it the
    /// directory. The same device may ask again, should the reply have been lost.
    ///
    /// # Errors
    /// [`RelayError::Refused`] with what the device is told, and failures of the hub.
    pub fn enrol(
        &mut self,
        request: &EnrolmentRequest,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<EnrolmentReply, HubError> {
        let refuse = |code: ProblemCode| Err(RelayError::Refused(code).into());
        let Some(mut issued) = self.issued(request.code)? else {
            return refuse(ProblemCode::CodeUnknown);
        };
        let device = request.device.device_id();
        if !request.proves(&issued.secret) {
            return refuse(ProblemCode::CodeMismatch);
        }
        match issued.used_by {
            Some(by) if by == device => {}
            Some(_) => return refuse(ProblemCode::CodeUsed),
            None if now > issued.expires => return refuse(ProblemCode::CodeExpired),
            None => {
                self.admit(request, &issued, now, rng)?;
                issued.used_by = Some(device);
                self.keep(request.code, &issued)?;
            }
        }
        Ok(EnrolmentReply { statements: self.relay.statements()? })
    }

    fn admit(
        &mut self,
        request: &EnrolmentRequest,
        issued: &Issued,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let not_after = now.plus_days(devices::CERTIFICATE_DAYS);
        let mut lines =
            vec![self.client.certify(request.device.clone(), issued.roles, not_after)?];
        for compartment in Compartment::ALL {
            if !compartment.keyed_by_members() && issued.roles.may_join(compartment) {
                lines.extend(self.client.admit(compartment, &request.device, rng)?);
            }
        }
        let id = request.device.device_id();
        self.client.set_note(devices::LABEL, id.as_bytes(), issued.label.as_bytes())?;
        if let Some(service) = issued.service.as_deref().and_then(|code| code.parse().ok()) {
            self.keep_sender(id, &Sender { service, region: issued.service_region })?;
        }
        Ok(self.relay.append_statements(&lines)?)
    }

    fn issued(&self, code: CodeId) -> Result<Option<Issued>, HubError> {
        let kept = self.client.note(CODE, code.as_bytes())?;
        Ok(kept.and_then(|bytes| Issued::from_bytes(&bytes).ok()))
    }

    fn keep(&mut self, code: CodeId, issued: &Issued) -> Result<(), HubError> {
        Ok(self.client.set_note(CODE, code.as_bytes(), &issued.to_bytes())?)
    }
}
