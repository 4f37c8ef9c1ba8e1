package desk

import "time"

// A Correction is what a person said a message is: a fact that teaches the desk until it
// is undone or forgotten. One that says what heed said is a confirmation.
type Correction struct {
	ID          CorrectionID
	Message     MessageID
	Case        CaseID
	Signal      string // sentiment, intent, urgency, complaint or language
	Label       string
	Before      Signal // what the message was taken to be
	Agent       AgentID
	At          time.Time
	UndoneAt    time.Time
	ForgottenAt time.Time
}

// A Lesson is a text with what a person said of it, or saw and left so when answering.
type Lesson struct {
	Correction // of a message that was only seen, ID is 0 and Label what heed said
	Text       string
	Lang       string
}
