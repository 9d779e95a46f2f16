package java.net.spi;

/** What our provider uses of the JDK's class of that name; for compiling on a JDK without it, and in no jar. */
public abstract class InetAddressResolverProvider {
    protected InetAddressResolverProvider() {}

    public abstract InetAddressResolver get(Configuration configuration);

    public abstract String name();

    public interface Configuration {
        InetAddressResolver builtinResolver();
    }
}
