# checkin
