using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Hosting;

/// <summary>The gateway cannot start, for a reason that its operator can do something about: told in lines, without a stack.</summary>
internal sealed class StartFailure(int exitCode, IReadOnlyList<string> lines, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, lines), inner)
{
    public StartFailure(int exitCode, string line, Exception? inner = null)
        : this(exitCode, [line], inner)
    {
    }

    /// <summary>The failure that an exception of some part stands for; null where it is a fault of the gateway's.</summary>
    public static StartFailure? Explain(Exception exception) => exception switch
    {
        StartFailure own => own,
        OptionsValidationException options => new StartFailure(Commands.ExitCode.Configuration, [.. options.Failures], exception),
        StorageException storage => new StartFailure(Commands.ExitCode.Failure, storage.Message, exception),
        AggregateException several => several.InnerExceptions.Select(Explain).FirstOrDefault(e => e is not null),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Lines { get; } = lines;
}
