package desk

// A Macro is a saved reply. Text may hold {{name}}, {{agent}}, {{brand}} and {{case}}. Steps are done
// to the case in their order; Text may be empty where there are any.
type Macro struct {
	ID    MacroID
	Brand BrandID // 0: all
	Name  string
	Lang  string
	Text  string
	Used  int64
	Steps []Step
}

// A Step is one thing that a macro does to a case.
type Step struct {
	Do string `json:"do"`
	To string `json:"to"` // see the Step constants
}

// What a step does, as Step.Do names it.
const (
	StepIntent  = "intent"  // the customer's latest message is this: one of the intents
	StepUrgency = "urgency" // likewise: low, normal, high
	StepAgent   = "agent"   // the number of an agent, 0 for nobody, or StepMe
	StepTeam    = "team"    // the number of a team: one of its members gets the case
	StepLater   = "later"   // today, tomorrow, week
	StepStage   = "stage"   // in_progress, resolved, or waiting and for whom: "waiting customer"
)

// StepMe is the agent who uses a macro.
const StepMe = "me"
