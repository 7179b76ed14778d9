namespace Gateway.Fetching.Guard;

/// <summary>A fetch led to where the gateway may not go. It says the host as it was asked for, never what it resolved to: that may be the inside of somebody's network.</summary>
public sealed class ForbiddenAddressException : IOException
{
    public ForbiddenAddressException()
        : this("The host leads to an address that may not be reached.")
    {
    }

    public ForbiddenAddressException(string message)
        : base(message)
    {
    }

    public ForbiddenAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For a host.</summary>
    internal static ForbiddenAddressException Of(string host) => new($"'{host}' leads to an address that may not be reached (Gateway:Fetching:AllowedRanges names exceptions).");
}
