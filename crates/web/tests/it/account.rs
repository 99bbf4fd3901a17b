//! Signing in, one's own account, and the clinic's accounts, as a browser meets them.

mod administration;
mod expired;
mod links;
mod own;
mod sign_in;
