package tandem.failover;

import tandem.failover.election.Message;
import tandem.failover.lease.LeaseMessage;

/** By what one group of addresses speaks to peers and voters. Any thread; never blocks. */
interface Outlet {
    /** To one node. */
    void send(String node, Message message);

    /** To every other node of the view. */
    void broadcast(Message message);

    /** To one other voter. */
    void send(String voter, LeaseMessage message);

    /** To every other voter. */
    void broadcast(LeaseMessage message);

    /** Has the fence command find out whether a silent node is dead; every group hears if it is. */
    void confirmDead(String node);

    /** When another voter was last heard. */
    GuaranteeBoard.Heard heard(String voter);
}
