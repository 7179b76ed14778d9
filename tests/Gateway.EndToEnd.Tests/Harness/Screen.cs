using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>What stands on a terminal after all was drawn: as much of ECMA-48 as a progress bar uses. Lines do not wrap.</summary>
internal static partial class Screen
{
    /// <summary>The lines that are not blank, from the top.</summary>
    public static List<string> Of(string output)
    {
        var lines = new List<List<char>> { new() };
        var (row, column) = (0, 0);
        foreach (Match match in Part().Matches(output))
        {
            var count = int.TryParse(match.Groups["count"].Value, CultureInfo.InvariantCulture, out var given) ? given : 1;
            switch (match.Groups["command"].Value)
            {
                case "A":
                    row = Math.Max(0, row - count);
                    break;
                case "K" when match.Groups["count"].Value is "2":
                    lines[row].Clear();
                    break;
                case "" when match.Value[0] is not '\x1b':
                    Write(match.Value);
                    break;
            }
        }

        return [.. lines.Select(l => string.Concat(l).Trim()).Where(l => l.Length > 0)];

        void Write(string text)
        {
            foreach (var c in text)
            {
                if (c is '\r')
                    column = 0;
                else if (c is '\n')
                    row++;
                while (lines.Count <= row)
                    lines.Add([]);
                if (char.IsControl(c))
                    continue;
                while (lines[row].Count <= column)
                    lines[row].Add(' ');
                lines[row][column++] = c;
            }
        }
    }

    [GeneratedRegex(@"\x1b\[\??(?<count>[0-9;]*)(?<command>[A-Za-z])|\x1b[=>]|[^\x1b]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
