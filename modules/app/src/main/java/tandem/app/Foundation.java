package tandem.app;

import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.routing.LiveTable;

/** What every part of a node stands on. */
record Foundation(String node, LiveTable table, Counters counters, EventLog events, NodeClock clock, ConfigHash hash) {}
