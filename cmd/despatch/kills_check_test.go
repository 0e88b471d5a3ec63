//go:build check

package main

// kills is how often the program is killed at random.
const kills = 50
