package tandem.core.port;

import tandem.core.registration.McmpReply;
import tandem.core.registration.McmpRequest;

/** Takes what members say of themselves. Implemented by app. Any thread. */
public interface Registrar {
    /** Carries a message out; may block for two seconds, until the other nodes know of it too. */
    McmpReply answer(McmpRequest request);
}
