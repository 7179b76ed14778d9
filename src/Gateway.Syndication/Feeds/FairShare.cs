namespace Gateway.Syndication.Feeds;

/// <summary>
/// Shares a budget by water-filling: the smallest claims are met first and the largest left out, so that nobody who asks for
/// much takes from those who ask for little. A claim of at most an equal share of what is left is always met.
/// </summary>
internal static class FairShare
{
    /// <summary>Decides which claims are met. Among equal ones the first go first.</summary>
    /// <param name="claims">None negative.</param>
    /// <param name="budget">What the claims that are met come to at most, in their unit.</param>
    /// <returns>Whether each claim is met, whole or not at all, in the order of <paramref name="claims"/>.</returns>
    public static bool[] Of(ReadOnlySpan<long> claims, long budget)
    {
        var met = new bool[claims.Length];
        long all = 0;
        foreach (var claim in claims)
            all += claim;

        // Nearly every document has room for all.
        if (all <= budget)
        {
            Array.Fill(met, true);
            return met;
        }

        var ascending = new (long Claim, int Index)[claims.Length];
        for (var i = 0; i < claims.Length; i++)
            ascending[i] = (claims[i], i);

        Array.Sort(ascending);
        foreach (var (claim, index) in ascending)
        {
            budget -= claim;
            if (budget < 0)
                break;

            met[index] = true;
        }

        return met;
    }
}
