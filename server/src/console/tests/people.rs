//! What an administrator does, over real sockets, and what takes a second person.

use super::{NAME, World, between};
use crate::console::{People, Role};
use crate::host::{entropy, now};
use crate::hub::Hub;

const CHIEF: &str = "Ann Chief";

impl World {
    /// The session of the first administrator, who came by the link of the server's start.
    async fn chief(&self) -> String {
        let link = {
            let mut hub = Hub::open(&self.dir, now()).unwrap();
            let mut people = People::read(&hub).unwrap();
            let link = people.set_up(now().plus_days(1), &mut entropy()).unwrap();
            people.write(&mut hub).unwrap();
            format!("/enter/{}", link.tell())
        };
        let password = "new_password=heron+in+the+porch&again=heron+in+the+porch";
        let nameless = self.post(&link, "", password).await;
        assert_eq!(nameless.status, 422);
        let chosen = self.post(&link, "", &format!("name=Ann++Chief&{password}")).await;
        let secret = between(&chosen.body, "id=\"secret\">", "<").replace(' ', "");
        let page = between(&chosen.body, "name=\"page\" value=\"", "\"");
        let body = format!("page={page}&first_code={}", super::code_of(&secret));
        let whole = self.post(&format!("{link}/code"), "", &body).await;
        assert_eq!(self.get(&link, "").await.status, 410, "it ends when it was used");
        whole.cookie().unwrap().split(';').next().unwrap().to_owned()
    }

    /// Posts one of the forms of a page.
    async fn send(&self, page: &str, path: &str, session: &str, body: &str) -> super::Answer {
        let mark = self.get(page, session).await.mark();
        self.post(path, session, &format!("mark={mark}&{body}")).await
    }

    /// Where somebody's page is.
    async fn page_of(&self, name: &str, session: &str) -> String {
        let list = self.get("/people", session).await.body;
        let before = list.split(&format!("\">{name}</a>")).next().unwrap();
        let (_, path) = before.rsplit_once("href=\"").unwrap();
        path.to_owned()
    }
}

#[tokio::test]
async fn an_administrator_lets_in_changes_and_removes() {
    let world = World::new(None).await;
    let chief = world.chief().await;
    assert_eq!(world.get("/inbox", &chief).await.status, 403, "and reads no report");
    let unsigned = world.post("/people", &chief, "invited=Ben&role-triager=1").await;
    assert_eq!(unsigned.status, 422, "not one of our forms");
    let roleless = world.send("/people", "/people", &chief, "invited=Ben").await;
    assert!(roleless.status == 422 && roleless.body.contains("value=\"Ben\""));
    let invited = world.send("/people", "/people", &chief, "invited=Ben&role-triager=1").await;
    assert_eq!(invited.status, 200, "{}", invited.body);
    let link = between(&invited.body, "/enter/", "<").to_owned();
    let ben = world.set_up(&format!("/enter/{link}")).await.session;
    assert_eq!(world.get("/inbox", &ben).await.status, 200);
    assert_eq!(world.get("/people", &ben).await.status, 403);
    let again = world.send("/people", "/people", &chief, "invited=ben&role-analyst=1").await;
    assert_eq!(again.status, 422, "there is one of that name");

    let page = world.page_of("Ben", &chief).await;
    let roles = world.send(&page, &page, &chief, "act=roles&role-analyst=1").await;
    assert_eq!(roles.status, 303, "{}", roles.body);
    assert_eq!(world.get("/inbox", &ben).await.status, 403, "at once");
    assert_eq!(world.get("/learning", &ben).await.status, 200);
    assert_eq!(world.send(&page, &page, &chief, "act=end").await.status, 303);
    assert_eq!(world.get("/learning", &ben).await.status, 401);
    let reset = world.send(&page, &page, &chief, "act=reset").await;
    assert!(reset.status == 200 && reset.body.contains("/enter/"));
    assert_eq!(world.send(&page, &page, &chief, "act=remove").await.status, 303);
    assert_eq!(world.get(&page, &chief).await.status, 404);

    let own = world.page_of(CHIEF, &chief).await;
    for act in ["act=roles&role-triager=1", "act=remove", "act=reset"] {
        assert_eq!(world.send(&own, &own, &chief, act).await.status, 422, "{act} of oneself");
    }
    assert_eq!(world.get("/people", &chief).await.status, 200);
    world.end().await;
}

#[tokio::test]
async fn an_administrator_is_made_by_two() {
    let world = World::new(None).await;
    let chief = world.chief().await;
    let approver = world.set_up(&world.invite()).await.session;
    let triager = world.set_up(&world.invite_as("Tri", Role::Triager)).await.session;
    let page = world.page_of("Tri", &chief).await;
    let grant = "act=roles&role-triager=1&role-administrator=1";
    let unsaid = world.send(&page, &page, &chief, grant).await;
    assert!(unsaid.status == 422 && unsaid.body.contains("href=\"#why\""), "{}", unsaid.body);
    let grant = format!("{grant}&why=On+leave+in+May");
    let asked = world.send(&page, &page, &chief, &grant).await;
    assert!(asked.status == 303 && asked.head.contains("/approvals"), "{}", asked.body);
    assert_eq!(world.get("/people", &triager).await.status, 403, "not yet");
    let shown = world.get("/approvals", &chief).await;
    assert!(!shown.body.contains("value=\"approve\""), "one's own is not one's own to approve");
    assert!(
        !world.get("/approvals", &triager).await.body.contains("On leave"),
        "nor theirs to see"
    );
    let waiting = world.get("/approvals", &approver).await.body;
    let path = format!("/approvals/{}", between(&waiting, "action=\"/approvals/", "\""));
    let own = world.send("/people", &path, &chief, "verdict=approve&reason=I+say+so");
    assert_eq!(own.await.status, 422);
    let verdict = "verdict=approve&reason=";
    assert_eq!(world.send("/approvals", &path, &approver, verdict).await.status, 422);
    let forged = world.post(&path, &approver, "mark=x&verdict=approve&reason=Yes").await;
    assert_eq!(forged.status, 422);
    let verdict = "verdict=approve&reason=Agreed";
    assert_eq!(world.send("/approvals", &path, &approver, verdict).await.status, 303);
    // Of somebody else it was not approved.
    let other = world.page_of(NAME, &chief).await;
    let asked = world.send(&other, &other, &chief, &grant).await;
    assert!(asked.head.contains("/approvals"));
    let done = world.send(&page, &page, &chief, &grant).await;
    assert!(done.status == 303 && done.head.contains("done=1"), "{}", done.head);
    assert_eq!(world.get("/people", &triager).await.status, 200);
    world.end().await;
}
