// Reads the body of a function in a C snippet, for tests.
#ifndef PREMAP_MATCHERS_BODYTESTING_H
#define PREMAP_MATCHERS_BODYTESTING_H

#include "matchers/HandlerBody.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <string>
#include <vector>

namespace premap {

/// Reads \p Function of \p Code, which must parse without errors behind the
/// kernel-like header of BodySnippetTest.cpp.
HandlerBody readBody(const std::string &Code,
                     const std::string &Function = "f");

/// The body of `int f(struct file *file, struct vm_area_struct *vma)`.
inline HandlerBody readHandler(const std::string &Statements,
                               const std::string &Before = "") {
  return readBody(
      Before + "\nint f(struct file *file, struct vm_area_struct *vma)\n{\n" +
      Statements + "\n}\n");
}

inline std::vector<Event> eventsOf(const HandlerBody &Body, EventKind Kind) {
  std::vector<Event> Result;
  for (const Event &E : Body.Events)
    if (E.Kind == Kind)
      Result.push_back(E);
  return Result;
}

/// The only event of its kind.
inline Event only(const HandlerBody &Body, EventKind Kind) {
  std::vector<Event> Found = eventsOf(Body, Kind);
  EXPECT_EQ(Found.size(), 1u) << nlohmann::json(Kind);
  return Found.empty() ? Event() : Found.front();
}

/// `Kind:Name` of all events, in order.
inline std::vector<std::string> kindsOf(const HandlerBody &Body) {
  std::vector<std::string> Result;
  for (const Event &E : Body.Events)
    Result.push_back(nlohmann::json(E.Kind).get<std::string>() +
                     (E.Name.empty() ? "" : ":" + E.Name));
  return Result;
}

} // namespace premap

#endif
