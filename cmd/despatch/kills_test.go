//go:build !check

package main

// kills is how often the program is killed; make check does it more often.
const kills = 8
