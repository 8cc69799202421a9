#include "tool/tree/Branches.h"

#include "gtest/gtest.h"

#include <csignal>
#include <unistd.h>

using namespace premap;

TEST(Branches, WhatABranchSaysIsHeard) {
  Branches Forks(std::chrono::seconds(60));
  std::string Long(1 << 20, 'x');
  if (Forks.fork()) {
    Forks.say(1, "one");
    Forks.say(7, Long);
    Forks.end();
  }
  EXPECT_FALSE(Forks.isBranch());
  EXPECT_EQ(Forks.said().at(1), "one");
  EXPECT_EQ(Forks.said().at(7), Long);
}

TEST(Branches, ABranchOfABranchIsHeardThroughIt) {
  Branches Forks(std::chrono::seconds(60));
  if (Forks.fork()) {
    Forks.say(1, "one");
    if (Forks.fork()) {
      Forks.say(2, "two");
      Forks.end();
    }
    Forks.end();
  }
  EXPECT_EQ(Forks.said().size(), 2u);
  EXPECT_EQ(Forks.said().at(2), "two");
}

TEST(Branches, OneThatDiesSaysNothing) {
  Branches Forks(std::chrono::seconds(60));
  if (Forks.fork()) {
    Forks.say(1, "one");
    ::raise(SIGKILL);
  }
  EXPECT_TRUE(Forks.said().empty());
  if (Forks.fork()) {
    Forks.say(2, "two");
    Forks.end();
  }
  EXPECT_EQ(Forks.said().size(), 1u);
}

TEST(Branches, OneThatTakesTooLongIsEnded) {
  Branches Forks(std::chrono::seconds(1));
  if (Forks.fork())
    for (volatile unsigned I = 0;; I = I + 1)
      ;
  EXPECT_TRUE(Forks.said().empty());
}
