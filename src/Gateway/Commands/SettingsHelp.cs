using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Gateway.Commands;

/// <summary>
/// The help of the root command, which alone takes settings. The library calls them arguments of an application that is being
/// run, of whichever command, in a usage line whose brackets do not match.
/// </summary>
internal sealed class SettingsHelp(HelpAction inner) : SynchronousCommandLineAction
{
    private const string Usage = " [[--] <additional arguments>...]]", Section = "Additional Arguments:";

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand)
            return inner.Invoke(parseResult);

        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        try
        {
            var status = inner.Invoke(parseResult);
            var help = text.ToString().Replace(Usage, $"{output.NewLine}  {parseResult.CommandResult.Command.Name} [--SETTING=VALUE...]", StringComparison.Ordinal);
            output.Write(help.IndexOf(Section, StringComparison.Ordinal) is var end and > 0 ? help[..end].TrimEnd() + output.NewLine : help);
            return status;
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
        }
    }
}
