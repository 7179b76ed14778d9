using System.Globalization;
using System.Reflection;
using Gateway.Contracts.Articles;
using Gateway.Grains.Articles;

namespace Gateway.Grains.Tests.Golden;

/// <summary>What silos of two versions call types, members and methods when they speak with each other.</summary>
internal static class Names
{
    /// <summary>The assemblies whose types are sent and stored.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } = [typeof(IArticleGrain).Assembly, typeof(ArticleState).Assembly];

    /// <summary>Every type that is sent or stored.</summary>
    public static IEnumerable<Type> Serializable { get; } =
        [.. Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>Every interface by which grains are called.</summary>
    public static IEnumerable<Type> Interfaces { get; } =
        [.. Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>The alias, or the name where a type has none.</summary>
    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        var name = Alias(type.IsGenericType ? type.GetGenericTypeDefinition() : type) ?? type.Name;
        return type.IsGenericType && !type.IsGenericTypeDefinition ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    /// <summary>The alias; null without one.</summary>
    public static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    /// <summary>A line for each interface with its version, each of its calls, each member of a record by its id, each value of an enumeration.</summary>
    public static IEnumerable<string> Contracts()
    {
        foreach (var type in Interfaces)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"interface {Of(type)}, version {type.GetCustomAttribute<Orleans.CodeGeneration.VersionAttribute>()?.Version ?? 0}");
            foreach (var method in type.GetMethods().OrderBy(m => m.Name, StringComparer.Ordinal))
                yield return $"call {Of(type)} {Alias(method) ?? method.Name}({string.Join(", ", method.GetParameters().Select(p => Of(p.ParameterType)))}): {Of(method.ReturnType)}";
        }

        foreach (var type in Serializable)
        {
            if (type.IsEnum)
            {
                foreach (Enum value in Enum.GetValues(type))
                    yield return $"value {Of(type)} {value:D}: {value}";
            }

            foreach (var (id, property) in Described.Members(type))
                yield return string.Create(CultureInfo.InvariantCulture, $"member {Of(type)} {id}: {Of(property.PropertyType)} {property.Name}");
        }
    }
}
