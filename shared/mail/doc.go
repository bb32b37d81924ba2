// Package mail says who is reminded of a return when, and in what words. It
// sends nothing itself: a Sender does, of which shared/sesmail is the one that
// reaches people.
//
//	step, day, due := mail.Due(deadline, mail.Day(now))   // is anybody to be reminded today?
//	subject, text := mail.Write(mail.Reminder{...})       // of what
//	reference, err := sender.Send(ctx, mail.Letter{...})  // by post
//
// Messages are short, in plain English, and lead to the page where the thing
// is done. They hold no figure of any return and no name: a mailbox is read by
// whoever has the role, and mail travels through other people's machines.
//
// What is due and what was sent is kept by shared/ledger; functions/sweep puts
// the three together.
package mail
