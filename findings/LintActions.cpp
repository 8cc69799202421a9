// What a hook with a descriptor asks the core to map: a range of a fixed size,
// or an array of pages.
#include "findings/LintChecks.h"
#include "findings/LintPaths.h"

#include "kernel/Flags.h"
#include "kernel/MapCalls.h"

#include <algorithm>
#include <charconv>

namespace premap {

/// How sure it is that the constant \p Size is more than one page, which every
/// mapping has.
static std::optional<Confidence> exceedsPage(std::string_view Size) {
  constexpr std::string_view Page = "PAGE_SIZE";
  constexpr unsigned long Smallest = 4096;
  unsigned long Number = 0;
  const bool Hex = Size.starts_with("0x");
  const char *Begin = Size.data() + (Hex ? 2 : 0);
  auto [End, Error] =
      std::from_chars(Begin, Size.data() + Size.size(), Number, Hex ? 16 : 10);
  if (Size == Page || (Error == std::errc() && End != Begin &&
                       End == Size.data() + Size.size() && Number <= Smallest))
    return std::nullopt;
  const bool Counts = Error == std::errc() || mentions(Size, Page);
  return Counts ? Confidence::Likely : Confidence::Possible;
}

/// A size that the driver knows, larger than what may be asked for.
static void lintFixedSize(LintReport &R, const Teammate &T, const Event &E,
                          const Argument &Size, const std::string &Unit) {
  if (mayCheck(R, ComparedSize))
    return;
  std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize);
  if (How && Size.holds(Known::Constant)) {
    const std::optional<Confidence> More = exceedsPage(Size.Text);
    How = More ? std::optional(std::min(*How, *More)) : std::nullopt;
  } else if (!Size.holds(Known::OfFile) || !R.isConverted()) {
    return;
  }
  if (How)
    R.say(rule::PM012, *How, *T.Facts, E,
          E.Name + "() maps " + oneLine(Size.Text) + Unit +
              ", whatever was asked for: a mapping that is shorter " +
              (R.isConverted() ? "fails with a warning" : "is overrun"));
}

static bool asksForSharing(const LintReport &R) {
  return std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                     [](const Teammate &T) {
                       return std::any_of(
                           T.events().begin(), T.events().end(),
                           [](const Event &E) {
                             return E.Kind == EventKind::FlagTest &&
                                    std::any_of(E.Flags.begin(), E.Flags.end(),
                                                kernel::tellsSharing);
                           });
                     });
}

/// The core refuses a part of a mapping that is copied on write.
static void lintPart(LintReport &R, const Teammate &T, const Event &E,
                     const kernel::MapCall &Row) {
  const Argument &Size = E.Args[Row.Size];
  if (!R.isConverted() || Size.holds(Known::Size) ||
      Size.holds(Known::OnlySize) || asksForSharing(R))
    return;
  R.say(rule::PM014, Confidence::Possible, *T.Facts, E,
        E.Name + "() maps a part, which fails for a private mapping, and "
                 "nothing refuses that first");
}

/// The core takes the pages as they come, and as many as it is told.
static void lintPageCount(LintReport &R, const Teammate &T, const Event &E,
                          const std::string &Pages) {
  std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize);
  if (How && !mayCheck(R, ComparedSize))
    return R.say(rule::PM034, *How, *T.Facts, E,
                 E.Name +
                     "() maps as many pages as were asked for, and nothing "
                     "compares that with how many there are in " +
                     Pages);
  How = unlessCallersCheck(R, ComparedOffset);
  if (How && !mayCheck(R, ComparedOffset))
    R.say(rule::PM034, *How, *T.Facts, E,
          E.Name + "() begins at " + Pages +
              ", and nothing compares the offset that was asked for");
}

/// The array is read when the hook has returned.
static void lintPageArray(LintReport &R, const Teammate &T, size_t Index,
                          const Argument &Pages) {
  const Event &E = T.events()[Index];
  const std::string Array = firstName(Pages.Text);
  for (const LocalVariable &Local : T.body().Locals)
    if (Local.Name == Array && (Local.Type.find('[') != std::string::npos ||
                                Pages.Text == "&" + Array))
      return R.say(rule::PM035, Confidence::Certain, *T.Facts, E,
                   Array + " is on the stack, and " + E.Name +
                       "() has it read when the hook has returned");
  for (size_t I = 0; I < T.events().size(); ++I) {
    const Event &Other = T.events()[I];
    if (Other.Kind == EventKind::Release && mayFollow(T.body(), Index, I) &&
        std::any_of(
            Other.Args.begin(), Other.Args.end(),
            [&](const Argument &Freed) { return Freed.Text == Pages.Text; }))
      return R.say(rule::PM035, Confidence::Likely, *T.Facts, Other,
                   Other.Name + "() gives back " + oneLine(Pages.Text) +
                       " before the pages are mapped");
  }
}

static void lintPages(LintReport &R, const Teammate &T, size_t Index,
                      const kernel::MapCall &Row) {
  const Event &E = T.events()[Index];
  const Argument &Pages = E.Args[Row.Pages];
  if (Row.Count == kernel::NoArgument)
    lintPageCount(R, T, E, oneLine(Pages.Text));
  else if (E.Args[Row.Count].Text != "1")
    lintFixedSize(R, T, E, E.Args[Row.Count], " pages");
  lintPageArray(R, T, Index, Pages);
  for (const VmOpsTable *Table : R.vmOps())
    for (const char *Field : {"page_mkwrite", "pfn_mkwrite"})
      if (Table->hook(Field))
        R.say(rule::PM036, Confidence::Likely, *T.Facts, E,
              E.Name +
                  "() takes the protection that write notification "
                  "leaves, and " +
                  Table->Name + " has " + Field + "()");
  if (R.sets(std::string(kernel::BarePfns)))
    R.say(rule::PM037, Confidence::Likely, *T.Facts, E,
          E.Name + "() maps pages, and the hook says that there are none "
                   "behind the mapping");
}

void lintActions(LintReport &R) {
  for (const Teammate &T : R.Together.Members)
    for (size_t I = 0; I < T.events().size(); ++I) {
      const Event &E = T.events()[I];
      const kernel::MapCall *Row =
          E.Kind == EventKind::Map ? kernel::mapCallNamed(E.Name) : nullptr;
      if (!Row || E.InMacro || !Row->Arguments ||
          E.Args.size() != Row->Arguments)
        continue;
      if (Row->Size != kernel::NoArgument) {
        lintFixedSize(R, T, E, E.Args[Row->Size], " bytes");
        lintPart(R, T, E, *Row);
      }
      if (Row->Pages != kernel::NoArgument)
        lintPages(R, T, I, *Row);
    }
}

} // namespace premap
