"""The commands, thin: parse, call one function, print. Only here is click imported or printed."""
