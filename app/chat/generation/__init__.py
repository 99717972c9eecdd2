"""Rewriting of extracted answers by a language model, checked sentence by sentence. Off unless an address is set."""
