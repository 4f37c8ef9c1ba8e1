package view

// german is the desk in German: the English string is the key.
var german = map[string]string{ // read only
	"Answer": "Antworten",
}
