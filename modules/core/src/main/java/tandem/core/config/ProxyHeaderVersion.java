package tandem.core.config;

/** Which header of the PROXY protocol connections to a member begin with. */
public enum ProxyHeaderVersion {
    OFF,
    V1,
    V2
}
