// Handlers that set, clear and test VMA flags: on the word up to 6.19, on bits
// after that.
#include "kernel/Calls.h"
#include "rewriters/BodyEdits.h"

namespace premap {

/// The bits of \p Flags, or an obstacle.
static std::optional<std::string> bitsOf(Session &S, const Event &E,
                                         const std::vector<std::string> &Flags,
                                         bool SingleBits) {
  std::optional<std::string> Bits = flagBits(Flags);
  if (!Bits || !SingleBits) {
    S.obstacle("PM025",
               "uses flags that are not spelled as names of one bit: " + E.Text,
               E.Where);
    return std::nullopt;
  }
  return Bits;
}

static std::string argumentText(Subject &F, const Event &E, size_t Index) {
  if (Index >= E.Args.size())
    return "";
  return joinLines(
      render(*F.Source, range(E.Args[Index].Where), F.Replacements));
}

static void setOrClearWord(Session &S, Subject &F, const Event &E) {
  bool Set = E.Kind == EventKind::FlagSet;
  if (E.VmaArg < 0) {
    F.replace(range(E.Access), F.member("vm_flags"));
    return;
  }
  std::string Mask = argumentText(F, E, 1);
  if (Mask.empty() || E.Args.size() != 2) {
    S.obstacle("PM025", "changes flags in an unknown way: " + E.Text, E.Where);
    return;
  }
  bool Simple = Mask.find_first_of(" |&?+-") == std::string::npos;
  std::string Text = F.member("vm_flags") + " ";
  if (Set)
    Text += "|= " + Mask;
  else
    Text += "&= ~" + (Simple ? Mask : "(" + Mask + ")");
  F.replace(range(E.Where), Text);
}

/// `vma_desc_set_flags(desc, BITS)`, or the form that clears; nothing if the
/// target lacks it.
static std::optional<std::string> changeOfBits(Session &S, const Subject &F,
                                               const Event &E, bool Set,
                                               const std::string &Bits) {
  if (!(Set ? S.Api.DescSetFlags : S.Api.DescClearFlags)) {
    S.obstacle("PM047",
               "changes flags, for which this target has no function that "
               "takes a descriptor: " +
                   E.Text,
               E.Where);
    return std::nullopt;
  }
  return (Set ? "vma_desc_set_flags(" : "vma_desc_clear_flags(") + F.Desc +
         ", " + Bits + ")";
}

static void setOrClearBits(Session &S, Subject &F, const Event &E) {
  std::optional<std::string> Bits = bitsOf(S, E, E.Flags, E.SingleBits);
  if (!Bits)
    return;
  if (std::optional<std::string> Text =
          changeOfBits(S, F, E, E.Kind == EventKind::FlagSet, *Bits))
    F.replace(range(E.Where), *Text);
}

/// vm_flags_mod(vma, set, clear): two statements, set first, as its definition.
static void modify(Session &S, Subject &F, const Event &E) {
  if (!usesFlagBits(S.Api))
    return; // PM020 refuses every clearing there
  if (E.Name != "vm_flags_mod" || !E.Statement) {
    S.obstacle("PM025",
               E.Name + "() replaces all flags; a hook can only add and remove",
               E.Where);
    return;
  }
  std::vector<std::string> Lines;
  for (bool Set : {true, false}) {
    std::string Text = argumentText(F, E, Set ? 1 : 2);
    if (Text == "0" || Text == "VM_NONE")
      continue;
    std::optional<std::string> Bits =
        bitsOf(S, E, Set ? E.Flags : E.Expected, E.SingleBits);
    std::optional<std::string> Change =
        Bits ? changeOfBits(S, F, E, Set, *Bits) : std::nullopt;
    if (!Change)
      return;
    Lines.push_back(*Change + ";");
  }
  if (Lines.empty()) {
    S.obstacle("PM025", "changes no flag: " + E.Text, E.Where);
    return;
  }
  replaceStatement(F, range(E.Statement), Lines);
}

/// `f(vma->vm_flags)` for the few callees that have a form for a descriptor.
static std::string callOnBits(const Session &S, const Subject &F,
                              std::string_view Callee) {
  if (Callee == "is_cow_mapping" && S.Api.DescIsCow)
    return "vma_desc_is_cow_mapping(" + F.Desc + ")";
  if (Callee == "is_nommu_shared_mapping")
    return flagTest(S.Api, F.Desc, FlagTestForm::AnySet,
                    "VMA_MAYSHARE_BIT, VMA_MAYOVERLAY_BIT", 2);
  if (Callee == "vm_get_page_prot" && S.Api.VmaFlagsToPageProt)
    return "vma_flags_to_page_prot(" + F.Desc + "->vma_flags)";
  if (Callee == "vm_get_page_prot" && S.Api.VmaGetPageProt)
    return "vma_get_page_prot(" + F.Desc + "->vma_flags)";
  return "";
}

bool convertFlagPredicate(Session &S, Subject &F, size_t I) {
  const SourceText &T = *F.Source;
  if (I < 2 || !T.matches(I - 1, {"(", F.Vma, "->", "vm_flags", ")"}))
    return false;
  std::string Call = callOnBits(S, F, T.at(I - 2));
  if (Call.empty())
    return false;
  F.replace({T.tokens()[I - 2].Begin, T.tokens()[I + 3].End}, Call);
  return true;
}

static void testBits(Session &S, Subject &F, const Event &E) {
  if (convertFlagPredicate(S, F, F.Source->firstAt(E.Access.Offset)))
    return;
  if (E.Test == FlagTestForm::Mask) {
    S.obstacle("PM024",
               "compares flags in a way that no test of bits expresses: " +
                   E.Text,
               E.Where);
    return;
  }
  std::optional<std::string> Bits = bitsOf(S, E, E.Flags, E.SingleBits);
  if (!Bits)
    return;
  std::string Test =
      flagTest(S.Api, F.IsSplit ? "" : F.Desc, E.Test, *Bits, E.Flags.size());
  if (Test.empty())
    S.obstacle("PM047",
               "tests flags in a way for which this target has no function: " +
                   E.Text,
               E.Where);
  else
    F.replace(range(E.Where), Test);
}

static void readWord(Session &S, Subject &F, const Event &E) {
  if (E.Kind == EventKind::FieldRead && !usesFlagBits(S.Api)) {
    F.replace(range(E.Where), F.member("vm_flags"));
    return;
  }
  if (E.Kind != EventKind::FieldRead ||
      !convertFlagPredicate(S, F, F.Source->firstAt(E.Where.Offset)))
    S.obstacle("PM024",
               "uses the flags as a number, which they no longer are: " +
                   E.Text,
               E.Where);
}

void convertFlags(Session &S, Subject &F, const Event &E) {
  if (!S.Api.DescVmFlags && !S.Api.DescVmaFlags) {
    S.obstacle("PM047",
               "uses flags, which this target's descriptor does not have in a "
               "known form: " +
                   E.Text,
               E.Where);
    return;
  }
  if (!usesFlagBits(S.Api) && kernel::takesFlagBits(E.Name)) {
    S.obstacle("PM047",
               "names bits of flags, of which this target's descriptor has a "
               "word: " +
                   E.Text,
               E.Where);
    return;
  }
  if (E.InMacro && E.Kind != EventKind::FlagTest) {
    S.obstacle("PM024", "changes flags inside of a macro: " + E.Text, E.Where);
    return;
  }
  if (E.Kind == EventKind::FlagTest) {
    if (usesFlagBits(S.Api) && E.InMacro)
      S.obstacle("PM024", "tests flags in a macro's argument: " + E.Text,
                 E.Where);
    else if (usesFlagBits(S.Api))
      testBits(S, F, E);
    else if (!E.InMacro)
      F.replace(range(E.Access), F.member("vm_flags"));
  } else if (E.Kind == EventKind::FlagModify) {
    modify(S, F, E);
  } else if (E.Kind != EventKind::FlagSet && E.Kind != EventKind::FlagClear) {
    readWord(S, F, E);
  } else if (usesFlagBits(S.Api)) {
    setOrClearBits(S, F, E);
  } else {
    setOrClearWord(S, F, E);
  }
}

} // namespace premap
