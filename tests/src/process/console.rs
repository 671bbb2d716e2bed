//! Signing in at the hub's pages, as whoever was invited does: a password, and a code of an app.

use tabard_server::host::now;

use super::World;

/// Invites somebody with these roles, sets up their account by the link, and gives the cookie of the
/// session that it began.
pub fn sign_in(world: &World, console: &str, name: &str, roles: &[&str]) -> String {
    let mut invite = vec!["console", "invite", "--name", name];
    invite.extend(roles.iter().flat_map(|role| ["--role", role]));
    let invited = world.region_says(&invite);
    let door = invited.get("link").and_then(serde_json::Value::as_str).expect("a link");
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
    let post = |url: &str, form: &str| {
        let asked = agent.post(url).header("origin", console);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        asked.send(form).expect("the door")
    };
    let password = "new_password=heron+in+the+porch&again=heron+in+the+porch";
    let chosen = post(door, password).body_mut().read_to_string().expect("a page");
    let secret = between(&chosen, "id=\"secret\">", "<").replace(' ', "");
    let page = between(&chosen, "name=\"page\" value=\"", "\"");
    let code = format!("page={page}&first_code={}", code_of(&secret));
    let entered = post(&format!("{door}/code"), &code);
    let cookie = entered.headers().get("set-cookie").expect("a session");
    cookie.to_str().expect("text").split(';').next().expect("a pair").to_owned()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).expect("it is there").1;
    rest.split_once(after).expect("it ends").0
}

/// What an authenticator app shows now.
fn code_of(secret: &str) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("a secret");
    let secret: [u8; 20] = secret.try_into().expect("20 bytes");
    let codes = totp_rs::Builder::new().with_secret(secret).build().expect("codes");
    codes.generate(u64::try_from(now().0).unwrap_or_default() / 1000).to_string()
}
