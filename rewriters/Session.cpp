#include "rewriters/Session.h"

#include <algorithm>

namespace premap {

const SourceText *Session::text(const std::string &Path) {
  std::unique_ptr<SourceText> &Slot = Texts[Path];
  if (Slot)
    return Slot.get();
  std::optional<std::string> Text = Read(Path);
  if (!Text) {
    obstacle(rule::PM040, Path + " names the handler and cannot be read",
             {Path, 0, 0, 0});
    return nullptr;
  }
  Slot = std::make_unique<SourceText>(Path, std::move(*Text));
  return Slot.get();
}

void Session::obstacle(std::string_view Rule, std::string Message,
                       const Span &Where) {
  Obstacles.push_back(
      {std::string(Rule), std::move(Message), Where.Path, Where.Line, ""});
}

void Session::warn(std::string_view Rule, std::string Message,
                   const Span &Where) {
  Decisions.Warnings.push_back(
      {std::string(Rule), std::move(Message), Where.Path, Where.Line, ""});
}

void Session::step(std::string Text, const Span &Where) {
  Decisions.Steps.push_back({std::move(Text), Where});
}

void Session::edit(const SourceText &S, Range Where, std::string Text,
                   std::string Why) {
  Edits.push_back({S.path(), Where.Begin, Where.End - Where.Begin,
                   std::move(Text), std::move(Why)});
}

const Subject *Session::subject(std::string_view Name) const {
  for (const std::unique_ptr<Subject> &S : Subjects)
    if (S->Facts->Name == Name)
      return S.get();
  return nullptr;
}

Span Session::span(const SourceText &S, Range Where) {
  return {S.path(), Where.Begin, Where.End - Where.Begin, S.line(Where.Begin)};
}

template <typename T> static void sortUnique(std::vector<T> &Values) {
  std::sort(Values.begin(), Values.end());
  Values.erase(std::unique(Values.begin(), Values.end()), Values.end());
}

PlanResult resultOf(Session &S) {
  PlanResult Result;
  if (S.Obstacles.empty()) {
    llvm::Expected<EditGroup> Group = mergeGroups({{std::move(S.Edits)}});
    if (Group)
      Result.Edits = std::move(*Group);
    else
      S.obstacle(rule::PM041, llvm::toString(Group.takeError()),
                 S.Input.Handler.Definition);
  }
  sortUnique(S.Obstacles);
  sortUnique(S.Decisions.Warnings);
  Result.Obstacles = std::move(S.Obstacles);
  Result.Notes = S.Decisions.Warnings;
  if (Result.Obstacles.empty())
    Result.Accepted = std::move(S.Decisions);
  return Result;
}

} // namespace premap
