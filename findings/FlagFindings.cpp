// Handlers that set, clear and test VMA flags: on the word up to 6.19, on bits
// after that.
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Calls.h"
#include "kernel/Flags.h"

namespace premap {

static Missing names(const Event &E) { return {Lack::FlagNames, E.Text}; }

/// Whether \p Flags are names of bits, one each.
static bool findNames(Report &R, const Event &E,
                      const std::vector<std::string> &Flags) {
  if (E.SingleBits && flagBits(Flags))
    return true;
  R.forbid(rule::PM025,
           "uses flags that are not spelled as names of one bit: " + E.Text,
           E.Where, names(E));
  return false;
}

/// A bit has its number also where the flag of the same name is 0.
static void findAbsentFlags(Report &R, const Event &E,
                            const std::vector<std::string> &Flags) {
  for (const std::string &Name : Flags)
    if (const kernel::Flag *Row = kernel::flagNamed(Name);
        Row && !Row->AbsentIn.empty())
      R.forbid(rule::PM025,
               "sets " + Name + ", which is nothing in " +
                   std::string(Row->AbsentIn) + ", where " +
                   kernel::bitName(*Row) + " would set a bit",
               E.Where, names(E));
}

/// A bit beyond a word of 32 bits is outside of the set there, and one that has
/// two names means the other.
static void findForeignBits(Report &R, const Event &E,
                            const std::vector<std::string> &Flags) {
  constexpr unsigned SmallestWord = 32;
  for (const std::string &Name : Flags) {
    const kernel::Flag *Row = kernel::flagNamed(Name);
    if (!Row || Row->AbsentIn.empty())
      continue;
    const std::string Bit = kernel::bitName(*Row);
    std::string Where = Row->Bit >= SmallestWord ? "is outside of the set" : "";
    for (const kernel::Flag &Other : kernel::flags())
      if (Other.Bit == Row->Bit && Other.Name != Row->Name)
        Where = "is " + kernel::bitName(Other);
    if (!Where.empty())
      R.forbid(rule::PM025,
               "names " + Name + ", which is nothing in " +
                   std::string(Row->AbsentIn) + ", where " + Bit + " " + Where,
               E.Where, names(E));
  }
}

static void findChange(Report &R, const Event &E, bool Set,
                       const std::vector<std::string> &Flags) {
  findNames(R, E, Flags);
  if (Set)
    findAbsentFlags(R, E, Flags);
  else
    findForeignBits(R, E, Flags);
  if (changeFlags(R.Api, "desc", Set, "BITS").empty())
    R.forbid(rule::PM047,
             "changes flags, for which this target has no function that takes "
             "a descriptor: " +
                 E.Text,
             E.Where, {Lack::Api, "a change of a descriptor's flags"});
}

/// vm_flags_mod(vma, set, clear).
static void findModify(Report &R, const Event &E) {
  if (!usesFlagBits(R.Api))
    return; // PM020 refuses every clearing there
  if (E.Name != kernel::ModifiesFlags || !E.Statement || E.Args.size() != 3) {
    R.forbid(rule::PM025,
             E.Name + "() replaces all flags; a hook can only add and remove",
             E.Where, names(E));
    return;
  }
  bool Sets = !setsNothing(E.Args[1].Text),
       Clears = !setsNothing(E.Args[2].Text);
  if (Sets)
    findChange(R, E, true, E.Flags);
  if (Clears)
    findChange(R, E, false, E.Expected);
  if (!Sets && !Clears)
    R.forbid(rule::PM025, "changes no flag: " + E.Text, E.Where, names(E));
}

static void findTest(Report &R, const Teammate &F, const Event &E) {
  const bool TakesValues = F.takesValues();
  findForeignBits(R, E, E.Flags);
  if (!TakesValues && !callOnFlags(R.Api, "desc", E.Name).empty())
    return;
  if (E.Test == FlagTestForm::Mask) {
    if (!exactTest(R.Api, TakesValues ? "" : "desc", E).Text.empty())
      return;
    R.forbid(rule::PM024,
             "compares flags in a way that no test of bits expresses: " +
                 E.Text,
             E.Where, names(E));
    return;
  }
  if (findNames(R, E, E.Flags) &&
      flagTest(R.Api, TakesValues ? "" : "desc", E.Test, "BITS", E.Flags.size())
          .empty())
    R.forbid(rule::PM047,
             "tests flags in a way for which this target has no function: " +
                 E.Text,
             E.Where, {Lack::Api, "such a test of a descriptor's flags"});
}

void findFlags(Report &R, const Teammate &F, const Event &E) {
  if (!R.Api.DescVmFlags && !R.Api.DescVmaFlags) {
    R.forbid(rule::PM047,
             "uses flags, which this target's descriptor does not have in a "
             "known form: " +
                 E.Text,
             E.Where, {Lack::Api, "vm_area_desc.vma_flags"});
    return;
  }
  const bool Bits = usesFlagBits(R.Api);
  if (!Bits && kernel::takesFlagBits(E.Name))
    R.forbid(rule::PM047,
             "names bits of flags, of which this target's descriptor has a "
             "word: " +
                 E.Text,
             E.Where, {Lack::Api, "vm_area_desc.vma_flags"});
  // How a macro gets at the flags only the text tells.
  if (E.InMacro)
    return;
  if (E.Kind == EventKind::FlagTest) {
    if (Bits)
      findTest(R, F, E);
  } else if (E.Kind == EventKind::FlagModify) {
    findModify(R, E);
  } else if (E.Kind == EventKind::FlagSet || E.Kind == EventKind::FlagClear) {
    if (Bits)
      findChange(R, E, E.Kind == EventKind::FlagSet, E.Flags);
    else if (E.VmaArg >= 0 && E.Args.size() != 2)
      R.forbid(rule::PM025, "changes flags in an unknown way: " + E.Text,
               E.Where, names(E));
  } else {
    bool Read = E.Kind == EventKind::FieldRead;
    // Whoever gets the number may do with it what it did.
    bool HasForm =
        (!F.takesValues() && !callOnFlags(R.Api, "desc", E.Callee).empty()) ||
        (!E.Callee.empty() && !flagsAsWord(R.Api, "desc").empty());
    if (!Read || (Bits && !HasForm))
      R.forbid(rule::PM024,
               "uses the flags as a number, which they no longer are: " +
                   E.Text,
               E.Where, names(E));
  }
}

} // namespace premap
