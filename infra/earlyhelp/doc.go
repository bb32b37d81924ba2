// Earlyhelp is the command line for people who hold the records: it writes
// the workbooks to fill in, turns a list into a return where the list lies,
// and checks either before anything is sent. It also builds the national
// snapshot from a folder of returns, and mines and searches case reviews.
//
// Each command is a file of its own, named after the command, with a function
// that is given the arguments after the command's name and returns the exit
// code; commands in main.go is the table of them. A usage error is one line
// on standard error and exit code 2. Nothing is ever sent anywhere.
//
// What an officer does before a return is sent, checking, counting and fitting
// an extract, is package prepare, which the browser calls as well; the commands
// read files, call it, print and write.
//
//	earlyhelp template -kind list -area 383 -period 2026-Q2 -out list.xlsx
//	earlyhelp mapping extract.csv -out mapping.json
//	earlyhelp check list.xlsx
//	earlyhelp aggregate list.xlsx -out return.xlsx
//	earlyhelp check return.xlsx
package main
