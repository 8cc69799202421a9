// A matcher callback made of a lambda.
#ifndef PREMAP_MATCHERS_MATCHCALLBACK_H
#define PREMAP_MATCHERS_MATCHCALLBACK_H

#include "clang/ASTMatchers/ASTMatchFinder.h"

#include <functional>

namespace premap {

class Callback : public clang::ast_matchers::MatchFinder::MatchCallback {
public:
  using Function = std::function<void(const clang::ast_matchers::BoundNodes &)>;
  explicit Callback(Function OnMatch) : OnMatch(std::move(OnMatch)) {}
  void
  run(const clang::ast_matchers::MatchFinder::MatchResult &Result) override {
    OnMatch(Result.Nodes);
  }

private:
  Function OnMatch;
};

} // namespace premap

#endif
