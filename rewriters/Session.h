// One conversion at work: its input, the texts it touches, and what has been
// decided, refused and changed so far. Private to this room.
#ifndef PREMAP_REWRITERS_SESSION_H
#define PREMAP_REWRITERS_SESSION_H

#include "findings/Stencils.h"
#include "findings/Team.h"
#include "kernel/Rules.h"
#include "rewriters/Layout.h"
#include "rewriters/Rewrite.h"
#include "rewriters/SourceText.h"
#include "rewriters/Syntax.h"

#include <map>
#include <memory>

namespace premap {

namespace rule = kernel::rule;

/// One function that is converted: the hook or a helper that gets its vma.
struct Subject {
  const FunctionFacts *Facts = nullptr;
  const SourceText *Source = nullptr;
  FunctionSyntax Syntax;
  bool IsHook = false;
  bool IsTwin = false; ///< only the text shows it: see addTwin()
  std::string NewName;
  std::string Vma, File; ///< the old parameters' names, "" if absent
  std::string Desc;      ///< the new parameter's name
  std::vector<Replacement> Replacements; ///< inside of Facts->Definition
  std::vector<Span> Vanishing; ///< statements whose events no longer happen
  std::string ErrorHook;       ///< function to generate before it
  std::string ErrorValue;      ///< what an error of the action becomes
  bool IsSplit = false; ///< takes values, not the descriptor: see Split.h

  const std::vector<Event> &events() const { return Facts->Body.Events; }
  /// How the body spells the hook's file before the file is settled: the old
  /// parameter, whose uses are counted later, or the descriptor's member.
  std::string fileText() const { return File.empty() ? member("file") : File; }
  /// The descriptor's member \p Name, or the parameter in its place.
  std::string member(const std::string &Name) const {
    return IsSplit ? Name : Desc + "->" + Name;
  }
  bool vanishes(const Event &E) const {
    for (const Span &Gone : Vanishing)
      if (Gone.contains(E.Where))
        return true;
    return false;
  }
  void replace(Range Where, std::string Text) {
    Replacements.push_back({Where, std::move(Text)});
  }
};

struct Session {
  const ConversionInput &Input;
  const ApiFeatures &Api;
  const FileReader &Read;
  const Team Together;
  Plan Decisions;
  std::vector<Reason> Obstacles;
  std::vector<Edit> Edits;
  std::vector<std::unique_ptr<Subject>> Subjects; ///< hooks, then helpers
  std::map<std::string, std::unique_ptr<SourceText>> Texts;
  /// Definitions that only the text shows: see addTwin() in Subjects.cpp.
  std::vector<std::unique_ptr<FunctionFacts>> Twins;

  Session(const ConversionInput &Input, const ApiFeatures &Api,
          const FileReader &Read)
      : Input(Input), Api(Api), Read(Read),
        Together(convertedTeam(Input, Api)) {}

  /// The text of \p Path; an obstacle and null if it cannot be read.
  const SourceText *text(const std::string &Path);

  /// What only the text shows: all else is among the findings.
  void obstacle(std::string_view Rule, std::string Message, const Span &Where);
  void warn(std::string_view Rule, std::string Message, const Span &Where);
  void step(std::string Text, const Span &Where);
  void edit(const SourceText &S, Range Where, std::string Text,
            std::string Why);

  /// The subject that converts \p Name, or null.
  const Subject *subject(std::string_view Name) const;

  /// A span of \p S, for messages.
  static Span span(const SourceText &S, Range Where);
};

/// What \p S came to: its plan and edits, or its obstacles.
PlanResult resultOf(Session &S);

inline Range range(const Span &S) { return {S.Offset, S.end()}; }

} // namespace premap

#endif
