namespace Gateway.Hosting;

/// <summary>The gateway cannot start, for a reason that its operator can do something about: told in lines, without a stack.</summary>
internal sealed class StartFailure(int exitCode, IReadOnlyList<string> lines, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, lines), inner)
{
    public StartFailure(int exitCode, string line, Exception? inner = null)
        : this(exitCode, [line], inner)
    {
    }

    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Lines { get; } = lines;
}
