namespace Gateway.Commands;

/// <summary>What the process says when it ends; the configuration's is that of <c>sysexits.h</c>.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It ran, but not all went well: records were rejected, a start failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense, or a file cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>The connection broke, or the gateway was away: what is known is printed.</summary>
    public const int Unavailable = 3;

    /// <summary>The configuration has mistakes.</summary>
    public const int Configuration = 78;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
