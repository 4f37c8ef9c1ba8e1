package view

import "context"

// ofNetwork is what a network calls or says of a setting, in the reader's language.
func ofNetwork(ctx context.Context, s string) string {
	if g := germanNetworks[s]; g != "" && sh(ctx).Lang == "de" {
		return g
	}
	return s
}

// germanNetworks are what the networks call and say of their settings.
var germanNetworks = map[string]string{ // read only
	"App password":              "App-Passwort",
	"Handle":                    "Name im Netzwerk",
	"Address":                   "Adresse",
	"Password":                  "Passwort",
	"Hear all public posts":     "Alle öffentlichen Beiträge hören",
	"Direct messages":           "Private Nachrichten",
	"Server of the account":     "Server des Kontos",
	"Streams":                   "Datenströme",
	"Compression of the stream": "Kompression des Datenstroms",
	"zstd dictionary":           "Wörterbuch für zstd",
	"Directory":                 "Verzeichnis",
	"Chat service":              "Dienst für private Nachrichten",
	"Addresses allowed":         "Erlaubte Adressen",
	"AppView":                   "AppView",
	"Sign in with Bluesky":      "Mit Bluesky anmelden",
	"The account to answer from, for example acme.bsky.social. Leave it empty to listen only, which needs no account.":                                                               "Das Konto, das antwortet, etwa acme.bsky.social. Bleibt es leer, wird nur gehört; dafür braucht es kein Konto.",
	"Create one on Bluesky under Settings, Privacy and security, App passwords. Allow direct messages there if the desk should receive them. Don't use the account's main password.": "Legen Sie auf Bluesky eines an: Einstellungen, Datenschutz und Sicherheit, App-Passwörter. Erlauben Sie dort private Nachrichten, wenn das Pult sie bekommen soll. Nehmen Sie nicht das Hauptpasswort des Kontos.",
	"If off, only mentions, replies, quotes and private messages of the account are heard.":                                                                                          "Sonst werden nur Erwähnungen, Antworten, Zitate und private Nachrichten des Kontos gehört.",
	"Receive and send direct messages.": "Private Nachrichten empfangen und senden.",
	"Only for an account on a server that isn't in the network's directory, for example https://pds.example.com.":    "Nur für ein Konto auf einem Server, der nicht im Verzeichnis des Netzwerks steht, etwa https://pds.example.com.",
	"Jetstream hosts, separated by commas; the next one is used when one fails.":                                     "Jetstream-Server, durch Kommas getrennt; fällt einer aus, kommt der nächste dran.",
	"Only worthwhile on a slow connection: compression costs more computing than it saves.":                          "Lohnt sich nur bei langsamer Leitung: Das Packen kostet mehr Rechenzeit, als es spart.",
	"File with the dictionary that the stream's server compresses with; needed for zstd on the public hosts.":        "Datei mit dem Wörterbuch, mit dem der Server des Datenstroms packt; nötig für zstd bei den öffentlichen Servern.",
	"Where names and pictures of people are looked up.":                                                              "Wo Namen und Bilder von Personen nachgeschlagen werden.",
	"Where did:plc identities are looked up.":                                                                        "Wo did:plc-Identitäten nachgeschlagen werden.",
	"The identity of the service that carries direct messages.":                                                      "Die Identität des Dienstes, der private Nachrichten überbringt.",
	"Whether heed can connect to servers on this machine (loopback) or in this network (private), also without TLS.": "Ob heed sich mit Servern auf diesem Rechner (loopback) oder in diesem Netz (private) verbinden darf, auch ohne TLS.",
	"Where the simulated network runs, for example http://localhost:8421.":                                           "Wo das simulierte Netzwerk läuft, etwa http://localhost:8421.",
	"The handle the company answers from, for example acme.echo. Leave it empty to listen to all public posts.":      "Der Name, unter dem die Firma antwortet, etwa acme.echo. Bleibt er leer, werden alle öffentlichen Beiträge gehört.",
	"The simulated network accepts any password.":                                                                    "Das simulierte Netzwerk nimmt jedes Passwort an.",
}
