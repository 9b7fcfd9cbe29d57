/**
 * What is to be done at a server by FTP, and what clients are shown of it: paths, logins, pages of directories. Pure. Start at
 * {@link tandem.core.ftp.FtpTarget}.
 */
@NullMarked
package tandem.core.ftp;

import org.jspecify.annotations.NullMarked;
