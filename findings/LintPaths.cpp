#include "findings/LintPaths.h"

#include "kernel/Takes.h"

#include <algorithm>
#include <cctype>

namespace premap {

using kernel::CallKind;

static bool isWord(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

bool mentions(std::string_view Text, std::string_view Word) {
  if (Word.empty())
    return false;
  for (size_t At = Text.find(Word); At != std::string_view::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((At == 0 || !isWord(Text[At - 1])) &&
        (End == Text.size() || !isWord(Text[End])))
      return true;
  }
  return false;
}

bool mentions(const std::vector<std::string> &Texts, std::string_view Word) {
  return std::any_of(Texts.begin(), Texts.end(), [&](const std::string &Text) {
    return mentions(Text, Word);
  });
}

std::string lastMember(std::string_view Text) {
  size_t End = Text.size();
  while (End && !isWord(Text[End - 1]))
    --End;
  size_t Begin = End;
  while (Begin && isWord(Text[Begin - 1]))
    --Begin;
  return std::string(Text.substr(Begin, End - Begin));
}

std::string firstName(std::string_view Text) {
  size_t Begin = 0;
  while (Begin < Text.size() && !isWord(Text[Begin]))
    ++Begin;
  size_t End = Begin;
  while (End < Text.size() && isWord(Text[End]))
    ++End;
  return std::string(Text.substr(Begin, End - Begin));
}

CallKind kindOf(const Step &S) {
  return S.Kind == StepKind::Call ? kernel::kindOf(S.Name) : CallKind::Unknown;
}

/// atomic_add_unless(&users, -1, 1)
static bool addsNegative(const Step &S) {
  return std::any_of(S.Args.begin(), S.Args.end(),
                     [](const std::string &A) { return A.starts_with("-"); });
}

bool takes(const Step &S) {
  if (S.Kind == StepKind::Store)
    return S.Operator == "++";
  CallKind Kind = kindOf(S);
  return (Kind == CallKind::Acquire || Kind == CallKind::Allocate) &&
         !addsNegative(S) && kernel::takenBy(S.Name) != kernel::Taken::Section;
}

bool givesBack(const Step &S) {
  if (S.Kind == StepKind::Store)
    return S.Operator == "--";
  CallKind Kind = kindOf(S);
  return Kind == CallKind::Release ||
         (Kind == CallKind::Acquire && addsNegative(S));
}

static bool isGivenBackBy(const Holding &H, const Step &S) {
  if (S.Kind == StepKind::Store || H.Taken->Kind == StepKind::Store)
    return lastMember(H.Subject) ==
           lastMember(S.Kind == StepKind::Store ? S.Name : firstName(S.Text));
  if (mentions(S.Args, H.Holder) || mentions(S.Args, firstName(H.Subject)))
    return true;
  const kernel::Call *Row = kernel::callNamed(H.Taken->Name);
  bool Same = false;
  if (Row)
    kernel::forEachWord(Row->GivenBackBy, [&](std::string_view Word) {
      Same = Same || Word == S.Name;
    });
  return Same;
}

namespace {

/// Goes along one way.
class Ledger {
public:
  Ledger(const LintReport &R, const FunctionFacts &In, const FlowPath &Way)
      : R(R), In(In), Way(Way) {}

  std::vector<Holding> run();

private:
  void take(const Step &S, size_t At);
  void call(const Step &S, size_t At);
  void store(const Step &S, size_t At);
  void branch(const Step &S, bool Last);
  bool mayGiveBack(const std::string &Function) const;
  bool isOfVma(const std::string &Target) const {
    return firstName(Target) == In.Body.VmaParameter;
  }

  const LintReport &R;
  const FunctionFacts &In;
  const FlowPath &Way;
  std::vector<Holding> Held;
};

} // namespace

/// A function that was not read, or one that gives something back.
bool Ledger::mayGiveBack(const std::string &Function) const {
  const FunctionFacts *Callee = R.functionNamed(Function);
  if (!Callee)
    return true;
  for (const FunctionFacts *F : reachedFrom(R, {Callee}))
    if (std::any_of(F->Body.Steps.begin(), F->Body.Steps.end(), givesBack))
      return true;
  return false;
}

/// Whether \p S keeps the result of the taking of \p H. The kernel's
/// allocations are macros around macros, and each level may stand for the call.
static bool keepsResult(const Step &S, const Holding &H) {
  if (S.From.empty())
    return false;
  // Such a macro may keep it in a variable of its own first.
  if (S.Value == H.Taken->Text && S.Where.Line == H.Taken->Where.Line)
    return true;
  return H.Holder.empty() && (S.From == H.Taken->Name ||
                              (kernel::kindOf(S.From) == CallKind::Allocate &&
                               kindOf(*H.Taken) == CallKind::Allocate));
}

void Ledger::take(const Step &S, size_t At) {
  // The calls inside of such a macro all look like the macro.
  if (S.Kind == StepKind::Call &&
      std::any_of(Held.begin(), Held.end(), [&](const Holding &H) {
        return H.Taken->Name == S.Name && H.Taken->Where == S.Where;
      }))
    return;
  Holding New{&S, At, "", "", false};
  const kernel::Call *Row = kernel::callNamed(S.Name);
  size_t Subject = Row && Row->Subject >= 0 ? Row->Subject : 0;
  if (S.Kind == StepKind::Store)
    New.Subject = S.Name;
  else if (kernel::kindOf(S.Name) != CallKind::Allocate &&
           Subject < S.Args.size())
    New.Subject = S.Args[Subject];
  // Who is put into a container belongs to it.
  if (S.Kind == StepKind::Call &&
      kernel::takenBy(S.Name) == kernel::Taken::Entry)
    std::erase_if(Held,
                  [&](const Holding &H) { return mentions(S.Args, H.Holder); });
  Held.push_back(std::move(New));
}

void Ledger::call(const Step &S, size_t At) {
  if (givesBack(S)) {
    std::erase_if(Held, [&](const Holding &H) { return isGivenBackBy(H, S); });
  } else if (takes(S)) {
    take(S, At);
  } else if (S.Name.empty() || S.Name.find("->") != std::string::npos) {
    // `vma->vm_ops->close(vma)` gives back what close() does.
    for (Holding &H : Held)
      H.Unsure |= mentions(S.Args, In.Body.VmaParameter);
  } else if (kindOf(S) == CallKind::Unknown) {
    for (Holding &H : Held)
      if (mentions(S.Args, H.Holder) || mentions(S.Args, firstName(H.Subject)))
        H.Unsure |= mayGiveBack(S.Name);
  }
}

void Ledger::store(const Step &S, size_t At) {
  if (givesBack(S)) {
    std::erase_if(Held, [&](const Holding &H) { return isGivenBackBy(H, S); });
  } else if (takes(S)) {
    // What the mapping itself holds goes with it.
    if (S.Name.find("->") != std::string::npos && !isOfVma(S.Name))
      take(S, At);
  } else if (!isOfVma(S.Name)) {
    // An object that lives on keeps it.
    std::erase_if(Held, [&](const Holding &H) {
      return keepsResult(S, H) ||
             (!H.Holder.empty() && mentions(S.Value, H.Holder));
    });
  } else if (!Held.empty() && keepsResult(S, Held.back())) {
    Held.back().Holder = S.Name;
  }
}

/// `if (!p)`, `if (ret)`: the taking itself failed.
void Ledger::branch(const Step &S, bool Last) {
  std::erase_if(Held, [&](const Holding &H) {
    bool OfHolder = mentions(S.Name, H.Holder) || S.Name == H.Taken->Text;
    if (!OfHolder || H.Taken->Kind == StepKind::Store)
      return false;
    const kernel::Call *Row = kernel::callNamed(H.Taken->Name);
    bool Bare = S.Name == H.Holder || S.Name == H.Taken->Text;
    bool Decides = (Row && Row->When == kernel::Success::NonZero) ||
                   kernel::kindOf(H.Taken->Name) == CallKind::Allocate;
    return Bare && Decides ? !S.Taken : Last;
  });
}

std::vector<Holding> Ledger::run() {
  size_t LastBranch = 0;
  for (size_t I = 0; I < Way.Steps.size(); ++I)
    if (In.Body.Steps[Way.Steps[I]].Kind == StepKind::Branch)
      LastBranch = I;
  for (size_t I = 0; I < Way.Steps.size(); ++I) {
    const Step &S = In.Body.Steps[Way.Steps[I]];
    switch (S.Kind) {
    case StepKind::Call:
      call(S, I);
      break;
    case StepKind::Set:
      if (!Held.empty() && keepsResult(S, Held.back()))
        Held.back().Holder = S.Name;
      break;
    case StepKind::Store:
      store(S, I);
      break;
    case StepKind::Branch:
      branch(S, I == LastBranch);
      break;
    case StepKind::ScopeEnd:
      std::erase_if(Held, [&](const Holding &H) { return H.Holder == S.Name; });
      break;
    case StepKind::Return:
      std::erase_if(Held, [&](const Holding &H) {
        return mentions(S.Value, H.Holder) &&
               kernel::kindOf(H.Taken->Name) == CallKind::Allocate;
      });
      break;
    case StepKind::Use:
      break;
    }
  }
  return std::move(Held);
}

std::vector<Holding> holdingsOf(const LintReport &R, const FunctionFacts &In,
                                const FlowPath &Way) {
  return Ledger(R, In, Way).run();
}

bool mayFailAfter(const FunctionFacts &In, const FlowPath &Way, size_t At) {
  if (Way.Ends == Outcome::Error)
    return true;
  if (Way.Ends == Outcome::Success || Way.From.empty() ||
      kernel::isHarmless(kernel::kindOf(Way.From)))
    return false;
  for (size_t I = At + 1; I < Way.Steps.size(); ++I) {
    const Step &S = In.Body.Steps[Way.Steps[I]];
    if (S.Kind == StepKind::Call && S.Name == Way.From)
      return true;
  }
  return false;
}

std::vector<const FunctionFacts *>
reachedFrom(const LintReport &R, std::vector<const FunctionFacts *> Found) {
  for (size_t I = 0; I < Found.size(); ++I)
    for (const std::string &Name : Found[I]->Body.Called)
      if (const FunctionFacts *Callee = R.functionNamed(Name))
        if (std::find(Found.begin(), Found.end(), Callee) == Found.end())
          Found.push_back(Callee);
  return Found;
}

} // namespace premap
