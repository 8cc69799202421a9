#include "matchers/InactiveCode.h"

#include "matchers/ParseUnit.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

class SkippedRegions : public PPCallbacks {
public:
  SkippedRegions(const SourceManager &Sources, const SourceSpans &Spans,
                 std::vector<InactiveRegion> &Out)
      : Sources(Sources), Spans(Spans), Out(Out) {}

  void Elif(SourceLocation Location, SourceRange, ConditionValueKind,
            SourceLocation If) override {
    Branches.push_back({Location, If});
  }
  void Elifdef(SourceLocation Location, const Token &,
               const MacroDefinition &) override {
    Branches.push_back({Location, Location});
  }
  void Elifdef(SourceLocation Location, SourceRange,
               SourceLocation If) override {
    Branches.push_back({Location, If});
  }
  void Elifndef(SourceLocation Location, const Token &,
                const MacroDefinition &) override {
    Branches.push_back({Location, Location});
  }
  void Elifndef(SourceLocation Location, SourceRange,
                SourceLocation If) override {
    Branches.push_back({Location, If});
  }
  void Else(SourceLocation Location, SourceLocation If) override {
    Branches.push_back({Location, If});
  }
  void SourceRangeSkipped(SourceRange Range, SourceLocation) override;

private:
  std::string directive(SourceLocation Location) const;

  const SourceManager &Sources;
  SourceSpans Spans;
  std::vector<InactiveRegion> &Out;
  /// Each `#else` and `#elif` with the `#if` that opens its group.
  std::vector<std::pair<SourceLocation, SourceLocation>> Branches;
};

} // namespace

/// The line of \p Location from its `#`, continuation lines joined.
std::string SkippedRegions::directive(SourceLocation Location) const {
  auto [File, Offset] = Sources.getDecomposedLoc(Location);
  StringRef Text = Sources.getBufferData(File);
  size_t Start = Text.rfind('#', Offset + 1);
  if (Start == StringRef::npos)
    return {};
  std::string Result;
  for (StringRef Rest = Text.substr(Start); !Rest.empty();) {
    auto [Line, Tail] = Rest.split('\n');
    Line = Line.rtrim();
    bool Continues = Line.consume_back("\\");
    if (!Result.empty())
      Result += ' ';
    Result += Line.trim().str();
    if (!Continues)
      break;
    Rest = Tail;
  }
  return Result;
}

void SkippedRegions::SourceRangeSkipped(SourceRange Range, SourceLocation) {
  if (!isInUnitBody(Range.getBegin(), Sources))
    return;
  InactiveRegion Region;
  Region.Where = Spans.place(Range);
  Region.FirstLine = Region.Where.Line;
  // The range ends with the directive that ends the region.
  Region.LastLine = Sources.getExpansionLineNumber(Range.getEnd()) - 1;
  Region.Condition = directive(Range.getBegin());
  // `#else` alone tells nobody what is missing.
  FileID BeginFile = Sources.getFileID(Range.getBegin());
  for (const auto &[Branch, If] : llvm::reverse(Branches)) {
    auto [File, Offset] = Sources.getDecomposedLoc(Branch);
    if (File != BeginFile ||
        Sources.getLineNumber(File, Offset) != Region.Where.Line)
      continue;
    if (Branch != If)
      Region.Condition += " of " + directive(If);
    break;
  }
  Out.push_back(std::move(Region));
}

void recordInactiveCode(CompilerInstance &CI, const SourceSpans &Spans,
                        std::vector<InactiveRegion> &Out) {
  CI.getPreprocessor().addPPCallbacks(
      std::make_unique<SkippedRegions>(CI.getSourceManager(), Spans, Out));
}

} // namespace premap
