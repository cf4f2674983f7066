package io.haplatform.demo.check;

/** An instance of the demo: its id, which is the name of its part too, and its port. */
record Instance(String id, int port) {}
