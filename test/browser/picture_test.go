package browser_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// files makes files in the page: of what a canvas of a width and height shows, or of bytes that
// are named a picture.
const files = `
	const paint = (type, w, h) => new Promise(done => {
		const c = document.createElement("canvas"), x = c.getContext("2d");
		c.width = w; c.height = h;
		x.fillStyle = "#2a7"; x.fillRect(0, 0, w, h);
		x.fillStyle = "#a22"; x.fillRect(w / 4, h / 4, w / 2, h / 2);
		c.toBlob(b => done(new File([b], "Mia Torres at home." + type, {type: "image/" + type})), "image/" + type);
	});
	const bytes = (words, name, type) => new File([words], name, {type});
	const give = (kind, ...fs) => {
		const d = new DataTransfer();
		fs.forEach(f => d.items.add(f));
		const how = {bubbles: true, cancelable: true};
		const e = kind === "paste" ? new ClipboardEvent(kind, {...how, clipboardData: d}) : new DragEvent(kind, {...how, dataTransfer: d});
		document.querySelector("#reply-text").dispatchEvent(e);
	};
`

func (b *tab) give(js string) {
	b.t.Helper()
	eval[bool](b, `(async () => { `+files+js+`; return true; })()`)
}

// An answer shows pictures: dropped, pasted, described, kept over a reload and an undo, sent once.
func pictures(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.post("Mia Torres", "acme, where is the switch on this lamp?")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.see("#picture-add-public", "Add a picture")
	b.write("#reply-text", "It is at the back.")

	b.give(`give("drop", await paint("png", 900, 600), await paint("webp", 60, 40))`)
	b.until("two pictures", `document.querySelectorAll("#pictures .picture img").length === 2 && [...document.querySelectorAll("#pictures img")].every(i => i.naturalWidth > 0)`)
	b.see("#reply-advice .warning.stop", "what each picture shows")
	b.expect("status of 422")
	b.click("#send-public")
	b.see("#composer-problem #problem", "what each picture shows")
	b.audit("a composer with pictures")

	b.write("#pictures .picture:nth-child(1) input[name=alt]", "The red switch is in the middle")
	b.write("#pictures .picture:nth-child(2) input[name=alt]", "call +44 20 7946 0958")
	b.see("#reply-advice .warning.stop", "In the description of picture 2", "phone number")
	b.empty("#pictures .picture:nth-child(2) input[name=alt]")
	b.write("#pictures .picture:nth-child(2) input[name=alt]", "The lamp from afar")
	b.gone("#reply-advice .warning.stop")
	b.gone("#composer-problem #problem")
	b.see("#reply-advice .warning", "read what's in a picture")

	b.expect("status of 422")
	b.give(`give("paste", bytes("MZ and so on", "photo.png", "image/png"))`)
	b.see("#composer-problem #problem", "a program", "JPEG and PNG")
	b.expect("status of 422")
	b.give(`give("drop", bytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</"+"script></svg>", "drawing.svg", "image/svg+xml"))`)
	b.see("#composer-problem #problem", "an SVG drawing")

	// The first becomes the second, over a reload too.
	b.click("#pictures .picture:nth-child(2) [data-action=picture-first]")
	alts := `[...document.querySelectorAll("#pictures input[name=alt]")].map(i => i.value)`
	want := []string{"The lamp from afar", "The red switch is in the middle"}
	b.see("#draft-state", "Draft kept")
	b.until("the draft", `(localStorage.getItem(Object.keys(localStorage).find(k => k.startsWith("heed.draft"))) ?? "").indexOf("afar") < (localStorage.getItem(Object.keys(localStorage).find(k => k.startsWith("heed.draft"))) ?? "").indexOf("middle")`)
	b.reload()
	b.until("two pictures again", `document.querySelectorAll("#pictures .picture").length === 2`)
	if diff := cmp.Diff(want, eval[[]string](b, alts)); diff != "" {
		t.Errorf("after a reload (-want +got):\n%s", diff)
	}

	b.click("#send-public")
	b.see("#toasts", "Sending in")
	b.until("pictures in the story", `document.querySelectorAll("#story .msg.out .shown-picture img").length === 2`)
	b.click("#undo-toast")
	b.until("two pictures given back", `document.querySelectorAll("#pictures .picture").length === 2`)
	if diff := cmp.Diff(want, eval[[]string](b, alts)); diff != "" {
		t.Errorf("taken back (-want +got):\n%s", diff)
	}
	b.click("#send-public")
	b.see("#story .msg.out:not(.is-cancelled)", "Sending")
	b.gone("#pictures .picture")
	s.skip(2 * time.Minute)
	b.see("#story .msg.out:not(.is-cancelled)", "Sent")
	posts := s.net.Posts(us)
	if len(posts) != 1 || len(posts[0].Pictures) != 2 || posts[0].Pictures[0].Alt != want[0] || posts[0].Pictures[1].Width != 900 {
		t.Fatalf("on the network: %+v", posts)
	}
	b.audit("a story with pictures")

	// Nothing is left of a name, and nobody else sees it as a page.
	src := eval[string](b, `document.querySelector("#story .shown-picture img").getAttribute("src")`)
	head := eval[map[string]string](b, `fetch(`+js(src)+`).then(r => ({type: r.headers.get("Content-Type"), sniff: r.headers.get("X-Content-Type-Options"), policy: r.headers.get("Content-Security-Policy")}))`)
	if diff := cmp.Diff(map[string]string{"type": "image/jpeg", "sniff": "nosniff", "policy": "default-src 'none'; sandbox"}, head); diff != "" {
		t.Errorf("served as (-want +got):\n%s", diff)
	}
	res, err := http.Get(s.netURL + posts[0].Pictures[0].Path)
	s.ok(err)
	defer res.Body.Close()
	var shown bytes.Buffer
	_, err = shown.ReadFrom(res.Body)
	s.ok(err)
	if strings.Contains(shown.String(), "Mia") {
		t.Error("the network shows a name in the file")
	}
}

// What a browser without script sends: one file, its words, Add.
func picturePlain(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme, where is the switch on this lamp?")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")
	got := eval[string](b, `(async () => { `+files+`
		const f = document.querySelector("#reply-form"), form = new FormData(f);
		form.set("text", "It is at the back."); form.set("mode", "public");
		form.append("picture", await paint("png", 40, 30)); form.append("alt-new", "The back of it"); form.append("add", "1");
		const page = await (await fetch(f.getAttribute("action"), {method: "POST", body: form})).text();
		const id = /name="shown" value="(\d+)"/.exec(page)[1], alt = /name="alt" value="([^"]*)"/.exec(page)[1];
		form.delete("picture"); form.delete("add"); form.delete("alt-new"); form.append("shown", id); form.append("alt", alt);
		const r = await fetch(f.getAttribute("action"), {method: "POST", body: form});
		return r.status + " " + alt;
	})()`)
	if got != "200 The back of it" {
		t.Errorf("the form came back as %q", got)
	}
	b.waitFor("the answer", func() bool { return len(s.net.Posts(us)) == 1 && len(s.net.Posts(us)[0].Pictures) == 1 })
}
