// The order in which a handler is looked at. No part knows what another found.
#include "findings/Report.h"

#include "kernel/Calls.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <cctype>

namespace premap {

std::string oneLine(const std::string &Text) {
  std::string Out;
  for (char C : Text) {
    bool Blank = C == ' ' || C == '\t' || C == '\n' || C == '\r';
    if (!Blank)
      Out += C;
    else if (!Out.empty() && Out.back() != ' ')
      Out += ' ';
  }
  return Out;
}

static std::string_view before(Lack Kind) {
  switch (Kind) {
  case Lack::Nothing:
    return "";
  case Lack::Api:
    return "the target lacks ";
  case Lack::Action:
    return "no action for ";
  case Lack::DescriptorForm:
    return "no descriptor form of ";
  case Lack::PrepareHook:
    return "no prepare form of the inner hook ";
  case Lack::OtherFile:
    return "helper in another file: ";
  case Lack::ForeignHook:
    return "a way around another file's ";
  case Lack::Caller:
    return "a caller outside of the VFS that follows: ";
  case Lack::LateTaking:
    return "a place behind the mapping to take what is taken by ";
  case Lack::LateEffect:
    return "a place behind the mapping for ";
  case Lack::LateLock:
    return "a lock that is held until the mapping is made: ";
  case Lack::ErrorCode:
    return "an error of the hook's own for ";
  case Lack::PartOfMapping:
    return "an action for a part of the mapping: ";
  case Lack::PerMapping:
    return "state of one mapping: ";
  case Lack::FlagNames:
    return "names for flags: ";
  case Lack::Swap:
    return "another file for the mapping";
  case Lack::Vma:
    return "the VMA's own ";
  case Lack::Users:
    return "a user that can follow: ";
  case Lack::Compiled:
    return "a configuration that compiles the code that names ";
  }
  llvm_unreachable("all kinds are handled");
}

std::string toString(const Missing &What) {
  return std::string(before(What.Kind)) + What.Name;
}

std::string_view missingKind(std::string_view Text) {
  std::string_view Best;
  for (unsigned I = 0; I <= unsigned(Lack::Compiled); ++I)
    if (std::string_view Kind = before(Lack(I));
        Text.starts_with(Kind) && Kind.size() > Best.size())
      Best = Kind;
  return Best.empty() ? Text : Best;
}

static bool isWordChar(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

bool spells(std::string_view Text, std::string_view Word) {
  for (size_t At = Text.find(Word); At != std::string_view::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    bool Starts = At == 0 || (!isWordChar(Text[At - 1]) &&
                              Text[At - 1] != '.' && Text[At - 1] != '>');
    if (Starts && (End == Text.size() || !isWordChar(Text[End])))
      return true;
  }
  return false;
}

/// All that forbids to convert \p F, a hook that comes along, is one finding
/// for the handler: the reasons are that hook's own findings.
static void joinForPeer(Report &R, const Teammate &F, size_t Before) {
  auto First = std::find_if(
      R.Found.begin() + Before, R.Found.end(),
      [](const Finding &Found) { return Found.Effect == Weight::Forbids; });
  if (First == R.Found.end())
    return;
  std::string Why = First->Message;
  R.Found.resize(Before);
  R.forbid(rule::PM039,
           "shares a helper that takes the VMA with " + F.Facts->Name +
               "(), which keeps its VMA: " + Why,
           F.Facts->Definition, {Lack::Users, F.Facts->Name + "()"});
}

/// A helper that gets the VMA comes along, or it forbids the conversion.
static void findHelpers(Report &R) {
  for (const FunctionFacts *Helper : R.Together.Strangers)
    R.forbid(rule::PM040,
             Helper->Name + "() takes the VMA and is not private to its file",
             Helper->Definition, {Lack::Users, Helper->Name + "()"});
  for (const Teammate &T : R.Together.Members) {
    if (T.IsHook || T.takesValues())
      continue;
    for (const Span &Where : T.OtherUses)
      R.forbid(rule::PM039,
               T.Facts->Name +
                   "() takes the VMA and is also used where a VMA remains",
               Where,
               {isOpenOrClose(R.Input, T.Facts->Name) ? Lack::LateTaking
                                                      : Lack::Users,
                T.Facts->Name + "()"});
  }
}

static void findBody(Report &R, const Teammate &F) {
  if (!F.body().Present) {
    R.forbid(rule::PM040, "the body of " + F.Facts->Name + " could not be read",
             F.Facts->Definition);
    return;
  }
  for (const LocalVariable &L : F.body().Locals)
    if (!L.Name.empty() &&
        (L.Name == F.body().VmaParameter || L.Name == F.body().FileParameter))
      R.forbid(rule::PM040,
               F.Facts->Name + " declares another " + L.Name + " inside",
               L.Declaration);
  findEffects(R, F);
  findFields(R, F);
  findUses(R, F);
  findMappings(R, F);
  findOrder(R, F);
}

/// The bodies of all who are converted together.
static void findBodies(Report &R) {
  for (const Teammate &T : R.Together.Members) {
    const size_t Before = R.Found.size();
    // What nobody defines was said to be so.
    if (T.Facts->Definition || T.Facts->InMacro)
      findBody(R, T);
    if (T.Peer)
      joinForPeer(R, T, Before);
  }
}

static std::vector<Finding> sorted(Report &&R) {
  std::sort(R.Found.begin(), R.Found.end());
  R.Found.erase(std::unique(R.Found.begin(), R.Found.end()), R.Found.end());
  return std::move(R.Found);
}

std::vector<Finding> helperFindings(const ConversionInput &Facts,
                                    const ApiFeatures &Api) {
  Team Together = teamOf(Facts);
  Report R{Facts, Api, Together, {}};
  findHelpers(R);
  findBodies(R);
  return sorted(std::move(R));
}

std::vector<Finding> findings(const ConversionInput &Facts,
                              const ApiFeatures &Api) {
  Team Together;
  if (kernel::isLibraryHook(Facts.Handler.Name)) {
    Report R{Facts, Api, Together, {}};
    findLibraryTables(R);
    return std::move(R.Found);
  }
  Together = convertedTeam(Facts, Api);
  Report R{Facts, Api, Together, {}};
  findUsers(R, Facts);
  for (const Teammate &T : Together.Members)
    if (T.Peer)
      findUsers(R, *T.Peer);
  findHelpers(R);
  findBodies(R);
  return sorted(std::move(R));
}

} // namespace premap
