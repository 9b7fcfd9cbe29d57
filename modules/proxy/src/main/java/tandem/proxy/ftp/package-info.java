/**
 * Speaks FTP to members for requests by HTTP: {@link tandem.proxy.ftp.FtpVisit} is one request's visit at a server, on a virtual
 * thread of its own; {@link tandem.proxy.ftp.FtpPipe} hands its bytes to the I/O thread. The only package that knows Commons Net.
 */
@NullMarked
package tandem.proxy.ftp;

import org.jspecify.annotations.NullMarked;
