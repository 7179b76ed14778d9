namespace Gateway.Configuration;

/// <summary>How messages spell a member of an enumeration, where that is not its own name; read in any case.</summary>
/// <param name="name">As the documentation has it.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class SettingValueAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
