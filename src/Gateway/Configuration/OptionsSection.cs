using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Gateway.Edge;

namespace Gateway.Configuration;

/// <summary>
/// A section of the configuration and the options class that it fills: what it says that the class does not know, cannot
/// read or does not allow. The binder would stop at the first mistake and pass over misspelt keys.
/// </summary>
/// <param name="Path">The section's path.</param>
/// <param name="Options">The options class.</param>
internal sealed record OptionsSection(string Path, Type Options)
{
    public static OptionsSection Of<T>(string path) => new(path, typeof(T));

    /// <summary>Members that are set by the gateway, not by its configuration.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>The keys directly in the section that the class reads.</summary>
    public IEnumerable<string> Keys => Properties().Select(p => p.Name);

    /// <summary>One line per mistake, each beginning with the key.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="path">Where the section lies; its own path where null.</param>
    /// <param name="others">The keys in this section that belong to other sections.</param>
    public IEnumerable<string> Mistakes(IConfiguration configuration, IReadOnlySet<string> others, string? path = null)
    {
        path ??= Path;
        if (configuration.GetSection(path).Value is { Length: > 0 } value)
            yield return $"{path}: \"{value}\" stands where settings belong.";

        var options = Activator.CreateInstance(Options) ?? throw new InvalidOperationException(Options.FullName);
        var properties = Properties().ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var unreadable = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in configuration.GetSection(path).GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                if (Set(options, property, child) is not { } mistake)
                    continue;
                unreadable.Add(property.Name);
                yield return mistake;
            }
            else if (!others.Contains(child.Key))
            {
                yield return $"{child.Path}: is not a setting{Suggest(child.Key, properties.Keys.Concat(others))}.";
            }
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var member = result.MemberNames.FirstOrDefault() ?? "";
            if (!unreadable.Contains(member))
                yield return $"{path}:{member}: {Sentence(result.ErrorMessage ?? "is not valid", member)}.";
        }
    }

    private IEnumerable<PropertyInfo> Properties() =>
        Options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetMethod is { IsPublic: true } && !Hidden.Contains(p.Name, StringComparer.Ordinal));

    private static string? Set(object options, PropertyInfo property, IConfigurationSection section)
    {
        // A group or a list of its own kind: read by whoever owns it.
        if (section.Value is null || property.SetMethod is null)
            return null;

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string))
        {
            property.SetValue(options, section.Value);
            return null;
        }

        if (type == typeof(TimeSpan) && DurationSetting.BareNumber(section.Path, section.Value) is { } days)
            return days;

        try
        {
            var value = type.IsEnum ? ParseEnum(type, section.Value) : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(section.Value);
            property.SetValue(options, value);
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException or TargetInvocationException)
        {
            return $"{section.Path}: \"{section.Value}\" is not {Kind(type)}.";
        }
    }

    // A number or a list of names would pass Enum.Parse too.
    private static object ParseEnum(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : throw new FormatException(text);

    private static string Names(Type type) =>
        string.Join(", ", Enum.GetNames(type).Select(n => type.GetField(n)?.GetCustomAttribute<SettingValueAttribute>()?.Name ?? n));

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => $"one of {Names(type)}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time span such as 00:00:30",
        _ when type == typeof(Uri) => "an address",
        _ when type.IsPrimitive || type == typeof(decimal) => "a number in range",
        _ => string.Create(CultureInfo.InvariantCulture, $"a {type.Name}"),
    };

    private static string Sentence(string message, string member)
    {
        var text = message.TrimEnd('.');
        foreach (var start in (string[])[$"The field {member} ", $"The {member} field "])
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
                return text[start.Length..];
        }

        return text;
    }

    private static string Suggest(string key, IEnumerable<string> known) =>
        known.FirstOrDefault(k => Distance(k.ToUpperInvariant(), key.ToUpperInvariant()) <= 2) is { } near ? $" (did you mean {near}?)" : "";

    // Levenshtein: small words, rarely.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
